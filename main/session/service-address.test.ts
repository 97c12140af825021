import { expect, it } from 'vitest';
import { deskEndpoint } from './service-address';

it.each([
  ['wss://mail.example.com', 'wss://mail.example.com/desk'],
  ['wss://mail.example.com:8443/', 'wss://mail.example.com:8443/desk'],
  ['wss://u:p@mail.example.com/x/?q#h', 'wss://mail.example.com/x/desk'],
  ['ws://127.0.0.1:7420', 'ws://127.0.0.1:7420/desk'],
  ['ws://127.9.9.9:7420/desk', 'ws://127.9.9.9:7420/desk'],
  ['ws://localhost:7420/desk/', 'ws://localhost:7420/desk'],
  ['ws://[::1]:7420', 'ws://[::1]:7420/desk'],
])('%s → %s', (typed, endpoint) => {
  expect(deskEndpoint(typed)).toBe(endpoint);
});

it.each(['ws://mail.example.com', 'ws://10.0.0.1', 'ws://localhost.example.com', 'ws://127.0.0.1.example.com'])(
  'refuses %s as insecure',
  (typed) => {
    expect(() => deskEndpoint(typed)).toThrow(expect.objectContaining({ code: 'service-insecure' }));
  },
);

it.each(['http://localhost', 'nothing', ''])('refuses %j', (typed) => {
  expect(() => deskEndpoint(typed)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});
