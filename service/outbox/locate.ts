import type { StoreFolder } from '../mail-store/store-folder';

type Located = { message_id: string; folder: string | null; uid_validity: number | null; uid: number | null };

/**
 * Where a message lies in the selected folder: where the database says, if that is this folder as it still is; else found
 * by its Message-ID. Null where it is not there.
 */
export async function locate(folder: StoreFolder, message: Located): Promise<number | null> {
  const isPlaceKnown = message.folder === folder.path && message.uid_validity === folder.uidValidity;
  if (isPlaceKnown && message.uid !== null) return message.uid;
  return (await folder.findByMessageId(message.message_id))[0] ?? null;
}
