/** One sanitised mail, as its frame shows it. */
export type FramedMail = { html: string; allowRemote: boolean };

export type MailFrameStore = {
  /** Keeps a mail and answers its host: a new one each time, so that two mails never share an origin. */
  put: (mail: FramedMail) => string;
  get: (host: string) => FramedMail | null;
};

/**
 * Keeps the few mails last shown. The oldest are forgotten by number and by size: a long conversation shows some at
 * once, and a mail scrolled out of sight is put again when it is needed.
 */
export function createMailFrameStore(options: {
  newHost: () => string;
  maxMails: number;
  maxCharacters: number;
}): MailFrameStore {
  const mails = new Map<string, FramedMail>();
  const characters = () => [...mails.values()].reduce((sum, mail) => sum + mail.html.length, 0);
  return {
    put: (mail) => {
      const host = options.newHost();
      mails.set(host, mail);
      // The newest always stays, however large it is.
      while (mails.size > 1 && (mails.size > options.maxMails || characters() > options.maxCharacters)) {
        const oldest = mails.keys().next();
        if (oldest.done) break;
        mails.delete(oldest.value);
      }
      return host;
    },
    get: (host) => {
      const mail = mails.get(host);
      if (!mail) return null;
      mails.delete(host);
      mails.set(host, mail);
      return mail;
    },
  };
}
