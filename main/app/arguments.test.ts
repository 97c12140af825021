import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments';

describe('parseArguments', () => {
  it('has a default for everything', () => {
    expect(parseArguments(['electron', '.'])).toEqual({ profile: 'default', serviceUrl: null, userDataDir: null });
  });

  it('takes both spellings and the first of a name', () => {
    expect(
      parseArguments(['--profile', 'Anna', '--service-url=ws://127.0.0.1:7420', '--user-data-dir=/x', '--profile=b']),
    ).toEqual({ profile: 'anna', serviceUrl: 'ws://127.0.0.1:7420', userDataDir: '/x' });
  });

  it.each(['../evil', '', '.', 'a/b', 'a\\b', 'a b', '-x'])('refuses the profile %j', (profile) => {
    if (profile === '') expect(parseArguments([`--profile=`]).profile).toBe('default');
    else expect(() => parseArguments([`--profile=${profile}`])).toThrow(/--profile/);
  });

  it.each(['http://x', 'nonsense', 'javascript:alert(1)'])('refuses the service address %j', (url) => {
    expect(() => parseArguments(['--service-url', url])).toThrow(/--service-url/);
  });

  it('refuses an option without a value', () => {
    expect(() => parseArguments(['--profile', '--service-url', 'ws://x'])).toThrow(/--profile needs a value/);
  });
});
