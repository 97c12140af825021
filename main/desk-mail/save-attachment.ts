import type { ImapFlow } from 'imapflow';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CodedError } from '../../common/contract/errors';
import type { MailLocation } from '../../common/contract/service-api';
import { withLocatedMail } from './locate-mail';

/**
 * Streams one part of a mail into a file, in pieces, never whole in memory. It is written beside the target and
 * renamed at the end: a download that breaks off leaves nothing that looks like the attachment.
 */
export async function saveAttachment(
  client: ImapFlow,
  options: { location: MailLocation; part: string; path: string },
): Promise<void> {
  const temporary = `${options.path}.${randomBytes(4).toString('hex')}.part`;
  await withLocatedMail(client, options.location, async (uid) => {
    const { content } = await client.download(String(uid), options.part, {
      uid: true,
      chunkSize: 1024 * 1024,
      // A text file is saved as it was attached.
      decodeText: false,
    });
    if (!content) throw new CodedError('mail-not-found', 'The mail has no such part');
    try {
      await pipeline(content, createWriteStream(temporary, { flags: 'wx', mode: 0o600 }));
      await rename(temporary, options.path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}
