import { makeStyles, tokens } from '@fluentui/react-components';
import { createSelector } from '@reduxjs/toolkit';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { useAppSelector } from '../../app/hooks';
import type { RootState } from '../../app/store';
import { OutgoingPill } from '../contacts';
import { selectOutgoing } from '../desk';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px 10px',
    padding: '10px 16px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  text: { color: tokens.colorNeutralForeground3 },
  words: { flexBasis: '100%', margin: 0, color: 'var(--rdBadInk)', overflowWrap: 'anywhere' },
});

const selectNewestOutgoing = createSelector(
  [selectOutgoing, (_state: RootState, contactId: ContactSummary['id']) => contactId],
  (outgoing, contactId) =>
    outgoing
      .filter((message) => message.contactId === contactId)
      .sort((a, b) => b.changedAt.localeCompare(a.changedAt))[0],
);

/** What became of the reply, where the composer was: on its way, sent, or the server's words why not. */
export function OutcomeBar({ contact }: { contact: ContactSummary }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const message = useAppSelector((state) => selectNewestOutgoing(state, contact.id));
  if (!message || message.state === 'draft') return null;
  return (
    <div className={styles.bar} role="status">
      <span className={styles.text}>{t('outgoing.yourReply')}</span>
      <OutgoingPill state={message.state} />
      <span className={styles.text}>{t(`outgoing.explained.${message.state}`)}</span>
      {message.serverWords === null ? null : (
        <p className={styles.words}>{t('outgoing.serverSays', { words: message.serverWords })}</p>
      )}
    </div>
  );
}
