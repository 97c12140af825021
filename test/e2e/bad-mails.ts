/** A mail that is difficult in one way. `raw` is made when asked for: one of them is large. */
export type BadMail = { name: string; from: string; to: string; raw: () => Buffer };

const MEGABYTE = 1024 * 1024;
const CRLF = '\r\n';

/** The bad input every part has to live with: what is wrong is in the name. */
export function badMails(entryPoint: string, unknownAddress: string): BadMail[] {
  const header = (subject: string, more: string[] = [], to = entryPoint): string =>
    [
      'From: Difficult Customer <difficult@customers.test>',
      `To: ${to}`,
      `Subject: ${subject}`,
      `Message-ID: <${subject.replaceAll(/\W/g, '-')}@customers.test>`,
      'Date: Tue, 03 Nov 2026 10:00:00 +0100',
      'MIME-Version: 1.0',
      ...more,
    ].join(CRLF) +
    CRLF +
    CRLF;
  const plain = ['Content-Type: text/plain; charset=utf-8'];
  const from = 'difficult@customers.test';
  return [
    { name: '60 MB', from, to: entryPoint, raw: () => sixtyMegabytes(header) },
    {
      name: 'no headers',
      from: '',
      to: entryPoint,
      raw: () => Buffer.from(`${CRLF}just a body, without any header${CRLF}`),
    },
    {
      name: 'broken charset',
      from,
      to: entryPoint,
      raw: () =>
        Buffer.concat([
          Buffer.from(
            header('Broken charset =?no-such-charset?B?gICA?= =?utf-8?B?/////w==?=', [
              'Content-Type: text/plain; charset=no-such-charset',
            ]),
          ),
          Buffer.from([0x80, 0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0d, 0x0a]),
        ]),
    },
    {
      name: '1,000 recipients',
      from,
      to: entryPoint,
      raw: () => {
        const others = Array.from({ length: 1000 }, (_, i) => `Recipient ${i} <recipient${i}@elsewhere.test>`);
        return Buffer.from(
          `${header('A thousand recipients', plain, [...others, entryPoint].join(`,${CRLF} `))}Hello all.${CRLF}`,
        );
      },
    },
    {
      name: 'no known queue',
      from,
      to: unknownAddress,
      raw: () => Buffer.from(`${header('To nobody we know', plain, unknownAddress)}Is anybody there?${CRLF}`),
    },
  ];
}

/** Two readable lines and an attachment of 60 MB, base64 in lines of 76. */
function sixtyMegabytes(header: (subject: string, more: string[]) => string): Buffer {
  const boundary = 'sixty-megabytes';
  const line = `${'A'.repeat(76)}${CRLF}`;
  return Buffer.from(
    [
      header('Sixty megabytes', [`Content-Type: multipart/mixed; boundary="${boundary}"`]).trimEnd(),
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      'The attachment is large.',
      `--${boundary}`,
      'Content-Type: application/octet-stream; name="large.bin"',
      'Content-Disposition: attachment; filename="large.bin"',
      'Content-Transfer-Encoding: base64',
      '',
      line.repeat(Math.ceil((60 * MEGABYTE) / line.length)).trimEnd(),
      `--${boundary}--`,
      '',
    ].join(CRLF),
  );
}
