import { expect, it } from 'vitest';
import { buildMail } from './mail';

it('ends every line with CRLF, whatever the parts were written with', async () => {
  const raw = await buildMail({ from: 'a@customers.test', to: 'b@example.test', text: 'one\n\ntwo\r\nthree' });
  expect(raw.toString()).toContain('one\r\n\r\ntwo\r\nthree');
  expect(raw.toString().replaceAll('\r\n', '')).not.toContain('\n');
});
