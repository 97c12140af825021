import { describe, expect, it } from 'vitest';
import { decodeText, decodeTransfer, unwrapFlowed } from './decode-part';

describe('decodeTransfer', () => {
  const text = (content: string, encoding: string) => decodeTransfer(Buffer.from(content), encoding).toString();

  it.each([
    ['base64', 'aGVs\r\nbG8=\r\n', 'hello'],
    ['base64', 'aGVs*bG8', 'hello'],
    ['quoted-printable', 'caf=C3=A9 =3D =\r\nnext', 'café = next'],
    ['quoted-printable', 'a= \t\r\nb=\nc', 'abc'],
    ['quoted-printable', '100%=zz and =', '100%=zz and '],
    ['7bit', 'as=20is', 'as=20is'],
    ['x-unheard-of', 'as is', 'as is'],
  ])('%s %j', (encoding, content, expected) => {
    expect(text(content, encoding)).toBe(expected);
  });
});

describe('decodeText', () => {
  it.each([
    ['iso-8859-2', [0xb1, 0xea], 'ąę'],
    ['cp949', [0xb1, 0xe8], '김'],
    ['ks_c_5601-1987', [0xb1, 0xe8], '김'],
    ['windows-1254', [0xfe, 0xf0], 'şğ'],
    ['iso-2022-jp', [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42], '日'],
    ['gb2312', [0xc4, 0xe3], '你'],
    [null, [0xc3, 0xa9], 'é'],
    [null, [0xe9], 'é'],
    ['us-ascii', [0xc3, 0xa9], 'é'],
    ['unknown-8bit', [0xe9], 'é'],
    ['x-no-such-thing', [0x61], 'a'],
    ['"utf-8"', [0xc3, 0xa9], 'é'],
    ['utf-8', [0x61, 0xff, 0x62], 'a\ufffdb'],
  ])('%s %j', (charset, bytes, expected) => {
    expect(decodeText(Buffer.from(bytes), charset)).toBe(expected);
  });
});

describe('unwrapFlowed', () => {
  it('joins soft-broken lines, quotes by depth, and keeps the signature line', () => {
    const text = 'one \r\ntwo\r\n> quoted \r\n> on\r\n>> deeper\r\n-- \r\nAnna';
    expect(unwrapFlowed(text, { hasDelSp: false })).toBe('one two\n> quoted on\n>> deeper\n-- \nAnna');
  });

  it('takes the blank away with DelSp=yes', () => {
    expect(unwrapFlowed('日本 \n語', { hasDelSp: true })).toBe('日本語');
  });
});
