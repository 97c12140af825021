import { Button, makeStyles, mergeClasses, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { ChevronDownRegular, ChevronUpRegular } from '@fluentui/react-icons';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mailbox } from '../../../common/contract/contact';
import type { MailContent } from '../../../common/contract/mail-content';
import type { ContactId } from '../../../common/ids';
import { momentText } from '../../ui/moment';
import { personName, personWithAddress } from '../../ui/person';
import { PersonMark } from '../../ui/person-mark';
import { Attachments } from './attachments';
import { MailFrame } from './mail-frame';
import { PlainTextBody } from './plain-text-body';

const useStyles = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    flexShrink: 0,
    overflow: 'hidden',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  filling: { flex: '1 0 auto' },
  head: { display: 'flex', alignItems: 'flex-start', gap: '10px', padding: '10px 8px 8px 14px' },
  folded: { alignItems: 'center', padding: '4px 8px 4px 14px' },
  who: { flex: 1, minWidth: 0 },
  line: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  name: { fontWeight: 600 },
  dim: { color: tokens.colorNeutralForeground3 },
  date: { color: tokens.colorNeutralForeground3, whiteSpace: 'nowrap', paddingTop: '2px' },
  notice: { margin: '0 14px 8px' },
});

type MailCardProps = { contactId: ContactId; mail: MailContent; isNewest: boolean };

/** One mail of the conversation. The newest is open; earlier ones are a line until asked for. */
export function MailCard({ contactId, mail, isNewest }: MailCardProps) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const [isOpen, setIsOpen] = useState(isNewest);
  const [openedAtMs] = useState(() => Date.now());
  const card = useRef<HTMLElement>(null);
  const sender = mail.from ? personName(mail.from) : t('mail.unknownSender');

  useEffect(() => {
    if (isNewest) card.current?.scrollIntoView({ block: 'start' });
  }, [isNewest]);

  return (
    <article
      ref={card}
      className={mergeClasses(styles.card, isOpen && isNewest && styles.filling)}
      aria-label={t('mail.from', { name: sender })}
    >
      <div className={mergeClasses(styles.head, !isOpen && styles.folded)}>
        <PersonMark name={sender} size={isOpen ? 28 : 20} />
        <div className={styles.who}>
          <div className={styles.line}>
            <span className={styles.name}>{sender}</span>{' '}
            {mail.from?.name ? <span className={styles.dim}>&lt;{mail.from.address}&gt;</span> : null}
          </div>
          {isOpen ? <Recipients mail={mail} /> : null}
        </div>
        {mail.date === null ? null : (
          <time className={styles.date} dateTime={mail.date}>
            {momentText(mail.date, openedAtMs, i18n.language)}
          </time>
        )}
        <Button
          appearance="subtle"
          size="small"
          aria-expanded={isOpen}
          aria-label={isOpen ? t('mail.fold') : t('mail.unfold')}
          icon={isOpen ? <ChevronUpRegular /> : <ChevronDownRegular />}
          onClick={() => setIsOpen(!isOpen)}
        />
      </div>
      {isOpen ? (
        <>
          {mail.isTruncated ? (
            <MessageBar intent="warning" className={styles.notice} layout="multiline">
              <MessageBarBody>{t('mail.truncated')}</MessageBarBody>
            </MessageBar>
          ) : null}
          <Attachments contactId={contactId} mail={mail} />
          <MailBody mail={mail} title={t('mail.frameTitle', { name: sender })} />
        </>
      ) : null}
    </article>
  );
}

function MailBody({ mail, title }: { mail: MailContent; title: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  if (mail.html !== null) return <MailFrame html={mail.html} inlineImages={mail.inlineImages} title={title} />;
  if (mail.text !== null && mail.text.trim() !== '') return <PlainTextBody text={mail.text} />;
  return <p className={mergeClasses(styles.notice, styles.dim)}>{t('mail.empty')}</p>;
}

const SHOWN_RECIPIENTS = 3;

function Recipients({ mail }: { mail: MailContent }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const names = (people: Mailbox[]) => people.slice(0, SHOWN_RECIPIENTS).map(personWithAddress).join(', ');
  const shown = Math.min(mail.to.length, SHOWN_RECIPIENTS) + Math.min(mail.cc.length, SHOWN_RECIPIENTS);
  const more = mail.recipientCount - shown;
  return (
    <div
      className={mergeClasses(styles.line, styles.dim)}
      title={[...mail.to, ...mail.cc].map(personWithAddress).join('\n')}
    >
      {mail.to.length > 0 ? t('mail.to', { names: names(mail.to) }) : null}
      {mail.cc.length > 0 ? ` · ${t('mail.cc', { names: names(mail.cc) })}` : null}
      {more > 0 ? ` · ${t('mail.moreRecipients', { count: more })}` : null}
    </div>
  );
}
