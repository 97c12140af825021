import { describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../common/contract/errors';
import { contactIdSchema } from '../../common/ids';
import type { DeskMail } from '../desk-mail/desk-mail';
import type { Session } from '../session/session';
import { contactHandlers } from './contact-handlers';

const contactId = contactIdSchema.parse('00000000-0000-4000-8000-000000000001');
const at = (folder: string, uid: number) => ({ folder, uid, uidValidity: '1', messageId: null });

/** A service that answers with these lists in turn, and a store that holds one mail at this place. */
function desk(lists: ReturnType<typeof at>[][], there: { folder: string; uid: number }) {
  const call = vi.fn(() => Promise.resolve({ mails: (lists.length > 1 ? lists.shift() : lists[0]) ?? [] }));
  const fetch = vi.fn((location: { folder: string; uid: number }) =>
    location.folder === there.folder && location.uid === there.uid
      ? Promise.resolve({ folder: location.folder, uid: location.uid })
      : Promise.reject(new CodedError('mail-not-found', 'gone')),
  );
  const saveAttachment = vi.fn(() => Promise.resolve());
  const handlers = contactHandlers({
    session: { call } as unknown as Session,
    deskMail: { fetch, saveAttachment } as unknown as DeskMail,
    askWhereToSave: () => Promise.resolve('/tmp/file'),
  });
  return { handlers, fetch, call, saveAttachment };
}

describe('a mail that the service moves while it is opened', () => {
  it('is asked for once more, and shown from where it is now', async () => {
    const { handlers, fetch } = desk([[at('INBOX', 5)], [at('Active', 9)]], { folder: 'Active', uid: 9 });
    expect(await handlers['contacts.open']({ contactId })).toMatchObject({ mails: [{ folder: 'Active', uid: 9 }] });
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('is not found where the service knows no other place', async () => {
    const { handlers, call } = desk([[at('INBOX', 5)]], { folder: 'Active', uid: 9 });
    await expect(handlers['contacts.open']({ contactId })).rejects.toMatchObject({ code: 'mail-not-found' });
    expect(call).toHaveBeenCalledTimes(2);
  });

  it('has its attachments saved under the place it was shown with', async () => {
    const lists = [[at('INBOX', 5)], [at('Active', 9)]];
    const { handlers, saveAttachment } = desk(lists, { folder: 'INBOX', uid: 5 });
    await handlers['contacts.open']({ contactId });
    const wanted = { contactId, folder: 'INBOX', uid: 5, part: '2', fileName: 'a.pdf' };
    await handlers['contacts.saveAttachment'](wanted);
    expect(saveAttachment).toHaveBeenCalledWith({ location: at('Active', 9), part: '2', path: '/tmp/file' });
  });
});
