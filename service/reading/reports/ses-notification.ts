import { z } from 'zod';
import { normaliseAddress } from '../../../common/mail/addresses';
import { parseMessageIds } from '../../../common/mail/message-ids';
import { toWords, worstAction, type DeliveryAction, type MailReport, type ReportedRecipient } from './report';

const recipientSchema = z.object({
  emailAddress: z.string(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
});
const eventSchema = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail: z.object({ commonHeaders: z.object({ messageId: z.string().optional() }).optional() }).optional(),
  bounce: z.object({ bounceType: z.string().optional(), bouncedRecipients: z.array(recipientSchema) }).optional(),
  complaint: z.object({ complainedRecipients: z.array(recipientSchema) }).optional(),
  delivery: z.object({ recipients: z.array(z.string()), smtpResponse: z.string().optional() }).optional(),
});
type SesEvent = z.infer<typeof eventSchema>;

/** Reads a notice that Amazon SES sends by way of SNS: one line of JSON in the text. Null where there is none. */
export function parseSesNotification(text: string): MailReport | null {
  const line = text.split(/\r?\n/).find((candidate) => /^\s*\{.*"(notificationType|eventType)"/.test(candidate));
  if (line === undefined) return null;
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = eventSchema.safeParse(json);
  return parsed.success ? toReport(parsed.data) : null;
}

function toReport(event: SesEvent): MailReport | null {
  const originalIds = parseMessageIds(event.mail?.commonHeaders?.messageId ?? '');
  const recipients = [
    ...(event.bounce?.bouncedRecipients ?? []).flatMap((recipient) => toRecipient(recipient, 'failed')),
    ...(event.complaint?.complainedRecipients ?? []).flatMap((recipient) => toRecipient(recipient, 'delivered')),
    ...(event.delivery?.recipients ?? []).flatMap((emailAddress) =>
      toRecipient({ emailAddress, diagnosticCode: event.delivery?.smtpResponse }, 'delivered'),
    ),
  ];
  if (recipients.length === 0) return null;
  return { kind: event.complaint === undefined ? worstAction(recipients) : 'complaint', recipients, originalIds };
}

function toRecipient(
  { emailAddress, status, diagnosticCode }: z.infer<typeof recipientSchema>,
  action: DeliveryAction,
): ReportedRecipient[] {
  const address = normaliseAddress(emailAddress.replace(/^.*<|>.*$/g, ''));
  if (address === null) return [];
  const words = toWords((diagnosticCode ?? '').replace(/^smtp;\s*/i, ''));
  return [{ address, action, status: status ?? null, words }];
}
