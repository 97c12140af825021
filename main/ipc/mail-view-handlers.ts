import { CodedError } from '../../common/contract/errors';
import { externalLink } from '../mail-view/link-target';
import type { MailFrameStore } from '../mail-view/mail-frame-store';
import type { Handlers } from './handlers';

/** Showing a mail in its frame, and opening what it links to. */
export function mailViewHandlers(deps: {
  frames: MailFrameStore;
  openOutside: (url: string) => Promise<void>;
}): Pick<Handlers, 'mailFrame.put' | 'links.open'> {
  return {
    'mailFrame.put': (mail) => Promise.resolve({ url: `mail-frame://${deps.frames.put(mail)}/` }),
    'links.open': async ({ url }) => {
      const target = externalLink(url);
      if (target === null) throw new CodedError('not-allowed', 'Only web and mail addresses are opened');
      await deps.openOutside(target);
      return {};
    },
  };
}
