import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { MailCard } from './mail-card';
import { openConversation } from './thunks';

const useStyles = makeStyles({
  thread: {
    flex: 1,
    minHeight: '120px',
    overflow: 'auto',
    display: 'flex',
    flexDirection: 'column',
    gap: '10px',
    padding: '12px 16px',
    backgroundColor: tokens.colorNeutralBackground2,
  },
  busy: { flex: 1, display: 'grid', placeItems: 'center' },
});

/** The mails of a contact, oldest first, the newest open and filling what is left of the pane. */
export function Thread({ contact }: { contact: ContactSummary }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const conversation = useAppSelector((state) => state.conversation.byContact[contact.id]);
  // Just accepted, the service may still call it offered: asking for its mails then would be refused.
  const { id, mailCount } = contact;
  const canOpen = contact.state !== 'offered';

  // A mail that joins while the others are being fetched is seen when they are here.
  const shownCount = conversation?.status === 'ready' ? conversation.mailCount : null;

  useEffect(() => {
    if (canOpen) void dispatch(openConversation({ id, mailCount }));
  }, [dispatch, id, mailCount, canOpen, shownCount]);

  if (conversation?.status === 'failed') {
    return (
      <div className={styles.thread}>
        <ErrorNotice code={conversation.code} onRetry={() => void dispatch(openConversation(contact))} />
      </div>
    );
  }
  if (conversation?.status !== 'ready') {
    return (
      <div className={styles.thread}>
        <div className={styles.busy}>
          <Spinner size="small" label={t('mail.fetching')} />
        </div>
      </div>
    );
  }
  const last = conversation.mails.length - 1;
  return (
    <div className={styles.thread}>
      {conversation.newerProblem !== null && (
        <ErrorNotice code={conversation.newerProblem} onRetry={() => void dispatch(openConversation(contact))} />
      )}
      {conversation.mails.map((mail, index) => (
        <MailCard key={`${mail.folder} ${mail.uid}`} contactId={contact.id} mail={mail} isNewest={index === last} />
      ))}
    </div>
  );
}
