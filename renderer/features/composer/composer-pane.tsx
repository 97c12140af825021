import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { ReplyForm } from './reply-form';
import { openComposer } from './thunks';

const useStyles = makeStyles({
  pane: {
    flexShrink: 0,
    padding: '4px 16px 10px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  busy: { display: 'grid', placeItems: 'center', height: '200px' },
});

/** The answer, beside its question: while the contact is active and nothing has been sent. */
export function ComposerPane({ contact }: { contact: ContactSummary }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const composer = useAppSelector((state) => state.composer.byContact[contact.id]);
  const loading = useAppSelector((state) => state.composer.loading[contact.id]);
  const conversation = useAppSelector((state) => state.conversation.byContact[contact.id]?.status);
  // The recipients come from the mail; if it cannot be fetched, from what the service knows of the customer.
  const canOpen = contact.state === 'active' && (conversation === 'ready' || conversation === 'failed');
  const isOpen = composer !== undefined;
  const hasFailed = Boolean(loading?.problem);

  useEffect(() => {
    if (canOpen && !isOpen && !hasFailed) void dispatch(openComposer(contact));
    // A newer summary of the contact comes here again and opens nothing anew; a failed load waits for the person.
  }, [dispatch, contact, canOpen, isOpen, hasFailed]);

  if (contact.state !== 'active' || composer?.sending === 'done') return null;
  return (
    <section className={styles.pane} aria-label={t('composer.title')}>
      {loading?.problem ? (
        <ErrorNotice code={loading.problem} onRetry={() => void dispatch(openComposer(contact))} />
      ) : composer ? (
        <ReplyForm key={contact.id} contact={contact} composer={composer} />
      ) : (
        <div className={styles.busy}>
          <Spinner size="small" aria-label={t('composer.loading')} />
        </div>
      )}
    </section>
  );
}
