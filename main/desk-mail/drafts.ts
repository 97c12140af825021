import { join } from 'node:path';
import type { AgentId, ContactId } from '../../common/ids';
import { type Draft, draftSchema } from '../../common/contract/mail-content';
import { readPrivateFile, removePrivateFile, writePrivateFile } from '../disk/private-file';

/** What agents have typed and not sent, per agent and contact. */
export type Drafts = {
  load: (agentId: AgentId, contactId: ContactId) => Promise<Draft | null>;
  /** Null forgets it. */
  save: (agentId: AgentId, contactId: ContactId, draft: Draft | null) => Promise<void>;
};

/** Keeps drafts on disk. Writes to one contact's draft happen in the order in which they were asked for. */
export function createDrafts(folder: string): Drafts {
  const writing = new Map<string, Promise<void>>();
  const path = (agentId: AgentId, contactId: ContactId) => join(folder, agentId, `${contactId}.json`);
  return {
    load: async (agentId, contactId) => {
      const file = path(agentId, contactId);
      // A write that failed has told its caller; the older draft is what is left to load.
      await writing.get(file)?.catch(() => undefined);
      const text = await readPrivateFile(file);
      return text === null ? null : parse(text);
    },
    save: (agentId, contactId, draft) => {
      const file = path(agentId, contactId);
      const write = () => (draft === null ? removePrivateFile(file) : writePrivateFile(file, JSON.stringify(draft)));
      const written = (writing.get(file) ?? Promise.resolve()).then(write, write);
      writing.set(file, written);
      return written;
    },
  };
}

function parse(text: string): Draft | null {
  try {
    return draftSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
