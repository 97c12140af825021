import { expect, it } from 'vitest';
import { serviceAddress } from './service-address';

it.each([
  ['desk.example.com', 'wss://desk.example.com'],
  [' ws://127.0.0.1:4700 ', 'ws://127.0.0.1:4700'],
  ['https://desk.example.com/x', 'wss://desk.example.com/x'],
  ['HTTP://localhost:4700', 'ws://localhost:4700'],
])('understands %s', (typed, url) => {
  expect(serviceAddress(typed)).toBe(url);
});

it.each(['', '   ', 'ftp://desk.example.com', 'wss://', 'two words'])('refuses %j', (typed) => {
  expect(serviceAddress(typed)).toBeNull();
});
