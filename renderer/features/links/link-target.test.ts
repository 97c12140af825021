import { describe, expect, it } from 'vitest';
import { linkTarget } from './link-target';

describe('linkTarget', () => {
  it('shows the host apart', () => {
    expect(linkTarget('https://bank.example:8443/a?b#c', null)).toMatchObject({
      before: 'https://',
      host: 'bank.example',
      after: ':8443/a?b#c',
      isPlainHttp: false,
      isUnusualHost: false,
      pretendedHost: null,
    });
  });

  it.each([
    ['https://evil.example/', 'www.bank.example', 'www.bank.example'],
    ['https://evil.example/', 'https://bank.example/login', 'bank.example'],
    ['https://bank.example.evil.example/', 'bank.example', 'bank.example'],
    ['https://bank.example/', 'www.bank.example', null],
    ['https://bank.example/', 'Click here', null],
    ['https://bank.example/', 'Version 2.0', null],
  ])('compares %s with the text %s', (url, text, pretended) => {
    expect(linkTarget(url, text)?.pretendedHost).toBe(pretended);
  });

  it('shows a host in another script as what is asked for, and warns', () => {
    // The first letter is Cyrillic.
    expect(linkTarget('https://аpple.example/', null)).toMatchObject({
      host: 'xn--pple-43d.example',
      isUnusualHost: true,
    });
    expect(linkTarget('http://192.0.2.7/', null)).toMatchObject({ isUnusualHost: true, isPlainHttp: true });
  });

  it('does not take a user name for the host', () => {
    expect(linkTarget('https://bank.example@evil.example/', null)).toMatchObject({
      before: 'https://bank.example@',
      host: 'evil.example',
    });
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'not a url'])('opens no %s', (url) => {
    expect(linkTarget(url, null)).toBeNull();
  });

  it('shows the address of a mailto link', () => {
    expect(linkTarget('mailto:jane%40x@customers.example?subject=y', null)).toMatchObject({
      host: 'jane@x@customers.example',
      after: '?subject=y',
    });
  });
});
