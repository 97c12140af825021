import type { ConfigurationInput } from '../../common/contract/configuration/configuration';
import type { OutgoingRow } from '../../service/store/schema';
import { readMailbox } from '../mail-stack/mailbox';
import { configure } from '../support/configure';
import type { MailWorld } from '../support/mail-service';
import { waitFor } from '../support/wait-for';

/** Has every mail answered by a template with variables. */
export async function answerEverything(world: MailWorld, more: Partial<ConfigurationInput> = {}): Promise<void> {
  await configure(world.deps, () => ({
    templates: [
      {
        id: 'ack',
        name: 'Acknowledgement',
        text: 'Dear {{customer.name}},\nwe have your mail “{{contact.subject}}”, number {{contact.number}}.',
      },
    ],
    rules: [{ id: 'all', name: 'Everything', then: { autoReply: 'ack' } }],
    ...more,
  }));
}

/** The automatic messages, oldest first. */
export function automaticRows({ deps }: Pick<MailWorld, 'deps'>): Promise<OutgoingRow[]> {
  const all = deps.db.selectFrom('outgoing_messages').selectAll();
  return all.where('automatic_template', 'is not', null).orderBy('created_at').execute();
}

/** Waits until there are so many, all filed in Sent. */
export async function automaticFiled(world: Pick<MailWorld, 'deps'>, count: number): Promise<OutgoingRow[]> {
  return waitFor(`${count} automatic replies in Sent`, async () => {
    const rows = await automaticRows(world);
    return rows.length >= count && rows.every((row) => row.filed_at !== null) && rows;
  });
}

/** Message-IDs of what lies in a folder. */
export async function idsIn(world: Pick<MailWorld, 'stack'>, folder: string): Promise<string[]> {
  return (await readMailbox(world.stack.imap, folder)).map((mail) => mail.headers.get('message-id')?.[0] ?? '');
}

/** Kinds of the events of one contact's history. */
export async function historyOf({ deps }: Pick<MailWorld, 'deps'>, contactId: OutgoingRow['contact_id']) {
  const events = deps.db.selectFrom('history_events').select('kind').where('contact_id', '=', contactId);
  return (await events.orderBy('id').execute()).map(({ kind }) => kind);
}
