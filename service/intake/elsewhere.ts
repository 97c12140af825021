import type { Place } from '../attention/record-attention';
import type { ImapConnection } from '../mail-store/imap-connection';
import { uidRange } from '../mail-store/uid-range';

/**
 * Whether mails still lie where the ledger has them, in folders other than the one that is looked at. What is not known is
 * noted, and asked of the server when that folder is left: only one can be selected at a time.
 */
export class Elsewhere {
  private readonly answers = new Map<string, boolean>();
  private readonly questions = new Map<string, Place>();

  get hasQuestions(): boolean {
    return this.questions.size > 0;
  }

  /** What was at its place before may be gone by now. */
  forget(): void {
    this.answers.clear();
    this.questions.clear();
  }

  /** Null: not known yet. */
  isEmpty(place: Place): boolean | null {
    const key = keyOf(place);
    const answer = this.answers.get(key);
    if (answer !== undefined) return answer;
    this.questions.set(key, place);
    return null;
  }

  /** Asks the server what is noted. Answers before are forgotten: what was there then may be gone now. */
  async ask(connection: Pick<ImapConnection, 'withFolder' | 'folderStatus'>): Promise<void> {
    this.answers.clear();
    const byFolder = new Map<string, Place[]>();
    for (const place of this.questions.values()) {
      byFolder.set(place.folder, [...(byFolder.get(place.folder) ?? []), place]);
    }
    this.questions.clear();
    for (const [path, places] of byFolder) {
      const present = await presentIn(connection, path, places);
      for (const place of places) {
        this.answers.set(keyOf(place), !present(place));
      }
    }
  }
}

/** A folder that is not there holds nothing; of one that refuses, nothing is said to be gone. */
async function presentIn(
  connection: Pick<ImapConnection, 'withFolder' | 'folderStatus'>,
  path: string,
  places: readonly Place[],
): Promise<(place: Place) => boolean> {
  const status = await connection.folderStatus(path);
  if (status === 'missing') return () => false;
  if (status === 'refused') return () => true;
  return connection.withFolder(
    async (folder) => {
      await folder.refresh();
      const uids = places.filter((place) => place.uidValidity === folder.uidValidity).map(({ uid }) => uid);
      const present = new Set(await folder.existing(uidRange(uids.sort((a, b) => a - b))));
      return (place) => place.uidValidity === folder.uidValidity && present.has(place.uid);
    },
    path,
    { mayCreate: false },
  );
}

function keyOf({ folder, uidValidity, uid }: Place): string {
  return `${uidValidity} ${uid} ${folder}`;
}
