import { expect, it } from 'vitest';
import { resolveProfile } from './profile';

const launch = { profile: 'default', serviceUrl: null, userDataDir: null };

it('gives each profile its own folder and secrets', () => {
  expect(resolveProfile(launch, '/a')).toEqual({
    name: 'default',
    userData: '/a/Replydesk',
    keychainAccount: 'default',
  });
  expect(resolveProfile({ ...launch, profile: 'anna' }, '/a')).toEqual({
    name: 'anna',
    userData: '/a/Replydesk/profiles/anna',
    keychainAccount: 'anna',
  });
});

it('keeps the secrets of two folders apart', () => {
  const one = resolveProfile({ ...launch, userDataDir: '/x/1' }, '/a');
  const two = resolveProfile({ ...launch, userDataDir: '/x/2' }, '/a');
  expect(one.userData).toBe('/x/1');
  expect(one.keychainAccount).not.toBe(two.keychainAccount);
  expect(resolveProfile({ ...launch, userDataDir: '/x/1' }, '/b')).toEqual(one);
});
