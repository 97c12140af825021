import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitHeader } from '../../../common/mail/header-block';
import { readStructure } from '../mime/structure';
import { readReport } from './read-report';
import { mayBeReport, type MailReport } from './report';

const OURS = '<6f1c@desk.example>';
const RETURNED = [
  'Received: from desk.example by mx.example with ESMTP id 1; Thu, 1 Jan 2026 10:00:00 +0000',
  `Message-ID: ${OURS}`,
  'Subject: Re: A question',
  'From: Support <support@desk.example>',
  'To: Carla <carla@customers.example>',
  '',
  'Hello Carla',
];
const DAEMON = ['Return-Path: <>', 'From: Mail Delivery System <MAILER-DAEMON@mx.example>', 'To: support@desk.example'];

/** As intake does it: the body is looked at only where the header asks for it. */
function read(...lines: string[]): MailReport | null {
  const source = Buffer.from(lines.join('\r\n'), 'utf8');
  return mayBeReport(splitHeader(source.toString('latin1'))) ? readReport(readStructure(source)) : null;
}

function report(status: string[], header: string[] = DAEMON, type = 'delivery-status'): string[] {
  return [
    ...header,
    'Subject: Undelivered Mail Returned to Sender',
    `Content-Type: multipart/report; report-type=${type}; boundary="b"`,
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'I am sorry.',
    '--b',
    `Content-Type: message/${type}`,
    '',
    ...status,
    '--b',
    'Content-Type: message/rfc822',
    '',
    ...RETURNED,
    '--b--',
  ];
}
const REPORTING = ['Reporting-MTA: dns; mx.example', ''];

describe('a notification by RFC 3464', () => {
  it('gives recipient, status, words and the original id', () => {
    const status = [
      ...REPORTING,
      'Final-Recipient: rfc822; carla@customers.example',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 <carla@customers.example>:',
      '    no such user',
    ];
    expect(read(...report(status))).toEqual({
      kind: 'failed',
      originalIds: [OURS],
      recipients: [
        {
          address: 'carla@customers.example',
          action: 'failed',
          status: '5.1.1',
          words: '550 5.1.1 <carla@customers.example>: no such user',
        },
      ],
    });
  });

  it.each<[string, string[], string, string[]]>([
    [
      'a delay',
      ['Final-Recipient: rfc822;a@x.example', 'Action: delayed', 'Status: 4.4.1'],
      'delayed',
      ['a@x.example'],
    ],
    [
      'a delivery',
      ['Final-Recipient: rfc822;a@x.example', 'Action: delivered', 'Status: 2.0.0'],
      'delivered',
      ['a@x.example'],
    ],
    ['no action', ['Final-Recipient: RFC822; <a@x.example>', 'Status: 5.0.0'], 'failed', ['a@x.example']],
    [
      'a forwarded address: whom we wrote to',
      ['Final-Recipient: rfc822; alias@y.example', 'Original-Recipient: rfc822; a@x.example', 'Action: failed'],
      'failed',
      ['a@x.example'],
    ],
    [
      'two recipients, one delayed',
      [
        'Final-Recipient: rfc822; a@x.example',
        'Action: failed',
        '',
        'Final-Recipient: rfc822; b@x.example',
        'Action: delayed',
      ],
      'failed',
      ['a@x.example', 'b@x.example'],
    ],
    [
      'no empty line between recipients',
      [
        'Final-Recipient: rfc822; a@x.example',
        'Action: failed',
        'Final-Recipient: rfc822; b@x.example',
        'Action: failed',
      ],
      'failed',
      ['a@x.example', 'b@x.example'],
    ],
    [
      'an alias that is no address: by the returned mail',
      ['Final-Recipient: X400; carla'],
      'failed',
      ['carla@customers.example'],
    ],
  ])('%s', (_name, status, kind, addresses) => {
    const found = read(...report([...REPORTING, ...status]));
    expect(found?.kind).toBe(kind);
    expect(found?.recipients.map(({ address }) => address)).toEqual(addresses);
  });

  it('is read though its parts are not separated', () => {
    const broken = report([...REPORTING, 'Final-Recipient: rfc822; a@x.example', 'Action: failed']);
    const found = read(...broken.map((line) => (line === '--b' ? ' --b' : line)));
    expect(found?.recipients[0]?.address).toBe('a@x.example');
  });

  it('tells receipts apart', () => {
    const receipt = ['Final-Recipient: rfc822; carla@customers.example', 'Disposition: automatic-action/x; deleted'];
    expect(read(...report(receipt, DAEMON, 'disposition-notification'))).toBeNull();
  });
});

describe("a notice in a server's own words", () => {
  it.each<[string, string[], string | null, string | null]>([
    [
      'qmail',
      [
        'Hi. This is the qmail-send program at mx.example.',
        "I'm afraid I wasn't able to deliver your message to the following addresses.",
        '',
        '<carla@customers.example>:',
        'Sorry, no mailbox here by that name. (#5.1.1)',
        '',
        '--- Below this line is a copy of the message.',
        '',
        ...RETURNED,
      ],
      '5.1.1',
      OURS,
    ],
    [
      'exim',
      [
        'A message that you sent could not be delivered to one or more of its recipients.',
        '',
        '  carla@customers.example',
        '    SMTP error from remote mail server: 550 5.7.1 refused',
        '',
        '------ This is a copy of the message, including all the headers. ------',
        '',
        ...RETURNED,
      ],
      '5.7.1',
      OURS,
    ],
    [
      'sendmail',
      [
        '   ----- Transcript of session follows -----',
        '550 <carla@customers.example>... User unknown',
        '',
        ...RETURNED,
      ],
      null,
      OURS,
    ],
    [
      'exchange, without the mail',
      [
        'The following recipient(s) could not be reached:',
        '',
        '  carla@customers.example on 1/1/26 10:00 AM',
        '    Recipient Not Found',
      ],
      null,
      null,
    ],
  ])('%s', (_name, body, status, id) => {
    const found = read(...DAEMON, 'Subject: Mail could not be delivered', '', ...body);
    expect(found).toMatchObject({ kind: 'failed', recipients: [{ address: 'carla@customers.example', status }] });
    expect(found?.recipients).toHaveLength(1);
    expect(found?.originalIds).toEqual(id === null ? [] : [id]);
  });

  it('that tells of a delay is none of a failure', () => {
    const body = [
      'Delivery to the following recipient has been delayed:',
      '',
      '   carla@customers.example',
      '',
      'It will be retried.',
    ];
    expect(read(...DAEMON, 'Subject: Delivery Status Notification (Delay)', '', ...body)?.kind).toBe('delayed');
  });

  it('that names nobody but in X-Failed-Recipients', () => {
    const header = ['X-Failed-Recipients: a@x.example, b@x.example', 'Auto-Submitted: auto-replied'];
    const found = read(...DAEMON, ...header, 'Subject: x', '', 'A mailbox is full.');
    expect(found?.recipients.map(({ address }) => address)).toEqual(['a@x.example', 'b@x.example']);
  });
});

it('reads HTML where there is nothing else, and lines that end with CR alone', () => {
  const html = '<p>Delivery has failed to:</p><p><a href="mailto:a@x.example">a@x.example</a><br>550 5.1.1 unknown</p>';
  const lines = [...DAEMON, 'Subject: Undeliverable', 'Content-Type: text/html', '', html];
  for (const end of ['\r\n', '\r']) {
    const found = readReport(readStructure(Buffer.from(lines.join(end))));
    expect(found?.recipients).toMatchObject([{ address: 'a@x.example', words: 'a@x.example 550 5.1.1 unknown' }]);
  }
});

describe('a complaint', () => {
  it('is read by RFC 5965', () => {
    const feedback = [
      'Feedback-Type: abuse',
      'User-Agent: x/1',
      'Version: 1',
      'Original-Rcpt-To: <carla@customers.example>',
    ];
    const found = read(...report(feedback, ['From: abuse@isp.example'], 'feedback-report'));
    expect(found).toMatchObject({
      kind: 'complaint',
      originalIds: [OURS],
      recipients: [{ address: 'carla@customers.example' }],
    });
  });
});

describe('no report', () => {
  const person = ['From: Carla <carla@customers.example>', 'To: support@desk.example'];
  it.each<[string, string[]]>([
    [
      'a vacation reply',
      ['Return-Path: <>', ...person, 'Auto-Submitted: auto-replied', 'Subject: Away', '', 'I am away until May.'],
    ],
    [
      'a vacation reply that names a colleague',
      [
        'Return-Path: <>',
        ...person,
        'Auto-Submitted: auto-replied',
        'Subject: Away',
        '',
        'Your mail will not be delivered to me. Write to bob@x.example.',
      ],
    ],
    [
      'a vacation reply that quotes our mail',
      [
        'Return-Path: <>',
        ...person,
        'Subject: Away',
        '',
        'If it could not be delivered, write to bob@x.example.',
        '-----Original Message-----',
        'From: support@desk.example',
        'To: carla@customers.example',
        'Subject: Re: A question',
      ],
    ],
    [
      'a postmaster who answers us',
      [
        'From: Postmaster <postmaster@x.example>',
        'Subject: Re: A question',
        `In-Reply-To: ${OURS}`,
        '',
        'I could not reach a@x.example.',
      ],
    ],
    [
      'a mail by a mailing service',
      [...person, 'Return-Path: <bounces@mailings.example>', '', 'My parcel could not be delivered to a@x.example.'],
    ],
    [
      'a customer who asks about a failure',
      [...person, 'Subject: Undeliverable: your mail', '', '550 5.1.1 <a@x.example> user unknown'],
    ],
    [
      'a customer who forwards a notice in its parts',
      report([...REPORTING, 'Final-Recipient: rfc822; a@x.example', 'Action: failed'], person).map((line) =>
        line.replace('multipart/report', 'multipart/mixed'),
      ),
    ],
    [
      'a postmaster who writes as a person',
      ['From: Postmaster <postmaster@x.example>', 'Subject: Our new address', '', 'Please write to a@x.example.'],
    ],
  ])('%s', (_name, lines) => {
    expect(read(...lines)).toBeNull();
  });
});

it('never throws, whatever comes, and gives only what a database takes', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      '--b',
      ...RETURNED,
      ...REPORTING,
      'Content-Type: message/delivery-status',
      '<a@x.example>: 550',
      'Final-Recipient: rfc822; a@',
    ),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const found = readReport(readStructure(Buffer.from([...DAEMON, 'Subject: failure', ...lines].join('\r\n'))));
      for (const { address, words } of found?.recipients ?? []) expect(`${address}${words}`).not.toMatch(/[\p{Cs}\0]/u);
    }),
    { numRuns: 50 },
  );
});

it.each([
  'a',
  '<',
  'a@',
  'not ',
  '\r\n',
  'a@x.example\r\n',
  'From: a@x.example\r\n',
  'Final-Recipient: rfc822; a@x.example\r\n',
])('is bounded in time for a megabyte of %j', (piece) => {
  const body = piece.repeat(Math.ceil((1024 * 1024) / piece.length));
  const startedAt = performance.now();
  readReport(readStructure(Buffer.from([...DAEMON, 'Subject: failure', '', body].join('\r\n'))));
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
