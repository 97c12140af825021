import type { ImapFlow } from 'imapflow';
import { CodedError } from '../../common/contract/errors';
import { uidRange } from './uid-range';

/** Where messages lie after they were moved, by their old UIDs; none where the server does not say (no UIDPLUS). */
export type MovedTo = { folder: string; uidValidity: number; uids: ReadonlyMap<number, number> };

/**
 * Moves messages out of the selected folder by one command, or, without MOVE, by COPY and removal. Died between the two:
 * the copies are found in the destination, and only the removal is left to do.
 */
export async function moveMails(
  client: ImapFlow,
  from: string,
  uids: readonly number[],
  destination: string,
): Promise<MovedTo> {
  const range = uidRange(uids);
  const move = async (): ReturnType<ImapFlow['messageMove']> => {
    if (client.capabilities.has('MOVE')) return client.messageMove(range, destination, { uid: true });
    const copied = await client.messageCopy(range, destination, { uid: true });
    if (copied !== false) await removeCopies(client, uids);
    return copied;
  };
  let moved = await move();
  if (moved === false) {
    // the library hides why; a missing folder is the one cause that can be mended (RFC 3501: TRYCREATE)
    const created = await client.mailboxCreate(destination);
    if (created.created) moved = await move();
  }
  if (moved === false) throw new CodedError('internal', `imap: messages could not be moved out of ${from}`);
  const { destination: folder, uidValidity = 0, uidMap = new Map<number, number>() } = moved;
  return { folder, uidValidity: Number(uidValidity), uids: uidMap };
}

/**
 * Removes messages of the selected folder. Without UIDPLUS, EXPUNGE takes every mail that anybody marked as deleted: if
 * others did, ours stay marked, and are passed over by everything that looks for them.
 */
export async function removeCopies(client: ImapFlow, uids: readonly number[]): Promise<void> {
  const range = uidRange(uids);
  await client.messageFlagsAdd(range, ['\\Deleted'], { uid: true });
  if (!client.capabilities.has('UIDPLUS')) {
    const marked = await client.search({ deleted: true }, { uid: true });
    const ours = new Set(uids);
    if (!Array.isArray(marked) || marked.some((uid) => !ours.has(uid))) return;
  }
  await client.messageDelete(range, { uid: true });
}
