import { describe, expect, it } from 'vitest';
import { checkMessage } from './check-message';

const expected = { messageId: '<1@example.com>', entryPointAddress: 'support@example.com', isAutomatic: false };
const message = (...lines: string[]): Buffer => Buffer.from([...lines, '', 'Bcc: in the body stays', ''].join('\r\n'));
const good = ['From: "Support" <Support@example.com>', 'To: a@x.example', 'Message-ID: <1@example.com>'];

describe('checkMessage', () => {
  it('takes recipients from To, Cc and Bcc, each once, and removes Bcc from the header alone', () => {
    const raw = message(
      'Bcc: hidden@x.example,',
      '\tother@x.example',
      ...good,
      'Cc: A@X.example, c@x.example',
      'bcc: last@x.example',
    );
    const checked = checkMessage(raw, expected);
    expect(checked).toMatchObject({
      isSendable: true,
      message: {
        from: 'support@example.com',
        to: ['a@x.example', 'c@x.example', 'hidden@x.example', 'other@x.example', 'last@x.example'],
      },
    });
    if (!checked.isSendable) return;
    expect(checked.message.raw.toString()).toBe(message(...good, 'Cc: A@X.example, c@x.example').toString());
  });

  it('sends what no agent wrote with the null sender, and from our address all the same', () => {
    const checked = checkMessage(message(...good), { ...expected, isAutomatic: true });
    expect(checked).toMatchObject({ isSendable: true, message: { from: '', to: ['a@x.example'] } });
    const foreign = message('From: boss@example.com', ...good.slice(1));
    expect(checkMessage(foreign, { ...expected, isAutomatic: true }).isSendable).toBe(false);
  });

  it('leaves all other octets as they are', () => {
    const raw = Buffer.concat([
      Buffer.from(`${good.join('\n')}\nX: `),
      Buffer.from([0xff, 0xfe, 0x0a, 0x0a, 0x80, 0x00]),
    ]);
    const checked = checkMessage(raw, expected);
    expect(checked.isSendable && checked.message.raw.equals(raw)).toBe(true);
  });

  it.each([
    ['another Message-ID', ['From: support@example.com', 'To: a@x.example', 'Message-ID: <2@example.com>'], 'prepared'],
    ['no Message-ID', ['From: support@example.com', 'To: a@x.example'], 'prepared'],
    ['two Message-IDs', [...good, 'Message-ID: <2@example.com>'], 'prepared'],
    ['another From', ['From: boss@example.com', 'To: a@x.example', 'Message-ID: <1@example.com>'], 'From'],
    ['a second From', [...good, 'From: boss@example.com'], 'From'],
    [
      'two in From',
      ['From: support@example.com, boss@example.com', 'To: a@x.example', 'Message-ID: <1@example.com>'],
      'From',
    ],
    [
      'a name that shows our address',
      ['From: "support@example.com" <boss@example.com>', 'To: a@x.example', 'Message-ID: <1@example.com>'],
      'From',
    ],
    ['no From', ['To: a@x.example', 'Message-ID: <1@example.com>'], 'From'],
    ['a foreign Sender', [...good, 'Sender: boss@example.com'], 'Sender'],
    [
      'nobody to send to',
      ['From: support@example.com', 'To: undisclosed-recipients:;', 'Message-ID: <1@example.com>'],
      'recipient',
    ],
  ])('refuses %s', (_name, lines, word) => {
    const checked = checkMessage(message(...lines), expected);
    expect(checked.isSendable).toBe(false);
    expect(checked.isSendable || checked.words).toContain(word);
  });

  it('refuses what has no header at all', () => {
    expect(checkMessage(Buffer.from('\r\n\r\nbody'), expected).isSendable).toBe(false);
    expect(checkMessage(Buffer.alloc(0), expected).isSendable).toBe(false);
  });
});
