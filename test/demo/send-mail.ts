import { readFile } from 'node:fs/promises';
import { buildMail } from '../builders/mail';
import { deliverMail } from '../mail-stack/deliver';
import { demoStateFile, demoStateSchema } from './demo-state';

/** `npm run demo:mail [-- COUNT [LOCALPART]]`: sends customers' mail into the running demo. */
const inquiries = [
  {
    name: 'Marta Kowalczyk',
    subject: 'Zwrot za zamówienie 48-1102',
    text: 'Dzień dobry,\n\nkiedy otrzymam zwrot za zamówienie 48-1102?\n\nMarta Kowalczyk',
  },
  {
    name: 'Deniz Yılmaz',
    subject: 'Invoice 2211 charged twice',
    text: 'Hello,\n\ninvoice 2211 was charged twice on my card. Could you please look at it today?\n\nDeniz',
  },
  { name: '김서연', subject: '계약 해지 문의', text: '안녕하세요,\n\n계약 해지 절차를 알고 싶습니다.\n\n김서연 드림' },
  {
    name: 'Ana García',
    subject: 'Cambio de dirección',
    text: 'Buenos días:\n\nNos hemos mudado. ¿Cómo cambio la dirección de entrega?\n\nAna García',
  },
  {
    name: 'Rapid Freight GmbH',
    subject: 'Delivery window for Thursday',
    text: 'Good morning,\n\ncan you move our delivery window on Thursday to the afternoon?\n\nRapid Freight',
  },
];

const count = Number(process.argv[2] ?? 1);
const localPart = process.argv[3];
if (!Number.isInteger(count) || count < 1 || count > 1000) {
  process.stderr.write('usage: npm run demo:mail [-- COUNT [support|billing]]   COUNT from 1 to 1000\n');
  process.exit(2);
}
const written = await readFile(demoStateFile, 'utf8').catch(() => null);
if (written === null) {
  process.stderr.write('no demo is running: start it with npm run demo\n');
  process.exit(1);
}
const state = demoStateSchema.parse(JSON.parse(written));
for (let i = 0; i < count; i += 1) {
  const inquiry = inquiries[(i + Math.floor(Math.random() * inquiries.length)) % inquiries.length];
  if (!inquiry) throw new Error('no inquiries');
  const from = `customer${Math.floor(Math.random() * 1000)}@customers.test`;
  const to = state.addresses[localPart ?? (i % 2 === 0 ? 'support' : 'billing')];
  if (to === undefined) {
    process.stderr.write(`no such entry point; there are ${Object.keys(state.addresses).join(', ')}\n`);
    process.exit(2);
  }
  const raw = await buildMail({
    from: { name: inquiry.name, address: from },
    to,
    subject: inquiry.subject,
    text: inquiry.text,
  });
  await deliverMail(state.delivery, { from, to: [to], raw });
  process.stdout.write(`to ${to}: ${inquiry.subject}\n`);
}
