import { Notification } from 'electron';
import type { ContactId } from '../../common/ids';
import type { Notice } from './policy';
import { noticeText } from './texts';

/** Shows notices as system notifications, each once. */
export type Notifier = {
  show: (notices: readonly Notice[]) => void;
  /** Takes back what is still shown: the person has come to the window. */
  clear: () => void;
};

const REMEMBERED = 200;

export function createNotifier(options: {
  locale: () => string;
  onClick: (contactId: ContactId | null) => void;
}): Notifier {
  // A notification that nothing refers to is collected, and its click with it.
  const shown = new Map<string, Notification>();
  const seen: string[] = [];
  return {
    show: (notices) => {
      if (!Notification.isSupported()) return;
      for (const notice of notices.filter(({ key }) => !seen.includes(key))) {
        seen.push(notice.key);
        if (seen.length > REMEMBERED) seen.shift();
        const notification = new Notification(noticeText(notice, options.locale()));
        notification.on('click', () => options.onClick(notice.contactId));
        notification.on('close', () => shown.delete(notice.key));
        shown.set(notice.key, notification);
        notification.show();
      }
    },
    clear: () => {
      for (const notification of shown.values()) notification.close();
      shown.clear();
    },
  };
}
