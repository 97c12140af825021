import type { ImapFlow } from 'imapflow';
import { CodedError } from '../../common/contract/errors';
import { uidRange, uidsInRange } from './uid-range';

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

/** Characters of a sequence set, in a line that every server takes (RFC 2683, 3.2.1.5). */
const RANGE_LENGTH = 7000;

/**
 * Removes messages of the selected folder. Without UIDPLUS, EXPUNGE takes every mail that anybody marked as deleted: the
 * marks of others are taken away for that moment, and given back. Died in between: somebody finds mails that they had
 * marked as deleted unmarked, and nothing is lost. Left marked for the sake of others, each of ours that stays would keep
 * the next ones from being removed, for ever.
 */
export async function removeCopies(client: ImapFlow, uids: readonly number[]): Promise<void> {
  const range = uidRange(uids);
  if (client.capabilities.has('UIDPLUS')) {
    await client.messageDelete(range, { uid: true });
    return;
  }
  const marked = await client.search({ deleted: true }, { uid: true });
  if (!Array.isArray(marked)) throw new CodedError('internal', 'imap: the server refused a search');
  const ours = new Set(uids);
  const foreign = [...rangesOf(marked.filter((uid) => !ours.has(uid)))];
  for (const others of foreign) await client.messageFlagsRemove(others, ['\\Deleted'], { uid: true });
  await client.messageDelete(range, { uid: true });
  for (const others of foreign) await client.messageFlagsAdd(others, ['\\Deleted'], { uid: true });
}

function* rangesOf(uids: readonly number[]): Generator<string> {
  const left = [...uids];
  while (left.length > 0) yield uidRange(left.splice(0, uidsInRange(left, RANGE_LENGTH)));
}
