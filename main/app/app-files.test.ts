import { describe, expect, it } from 'vitest';
import { resolveAppFile } from './app-files';

describe('resolveAppFile', () => {
  it('serves the files of the folder', () => {
    expect(resolveAppFile('/r', 'app://replydesk/')).toEqual({
      path: '/r/index.html',
      contentType: 'text/html; charset=utf-8',
    });
    expect(resolveAppFile('/r', 'app://replydesk/assets/a%20b.js?x#y')?.path).toBe('/r/assets/a b.js');
  });

  it.each([
    'app://other/index.html',
    'file:///etc/passwd',
    'app://replydesk/../secret.json',
    'app://replydesk/%2e%2e/secret.json',
    'app://replydesk/..%2fsecret.json',
    'app://replydesk/%2e%2e%2f%2e%2e%2fetc/x.json',
    'app://replydesk/..%5csecret.json',
    'app://replydesk/a%00.json',
    'app://replydesk/%zz.json',
    'app://replydesk/index.exe',
    'app://replydesk/assets',
    'not an address',
  ])('answers nothing for %s', (address) => {
    const file = resolveAppFile('/r', address);
    // The address parser itself takes plain dots away; what is left must still lie in the folder.
    if (file) expect(file.path.startsWith('/r/')).toBe(true);
    else expect(file).toBeNull();
  });
});
