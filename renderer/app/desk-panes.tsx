import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { MailReadRegular, PanelRightContractRegular, PanelRightExpandRegular } from '@fluentui/react-icons';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../common/assert-never';
import type { ContactSummary } from '../../common/contract/contact';
import { ComposerPane } from '../features/composer';
import { selectSelectedContact } from '../features/contacts';
import { ConversationHead, OutcomeBar, Thread } from '../features/conversation';
import { CustomerPanel } from '../features/customer';
import { selectAgent } from '../features/desk';
import { WrapUpPanel } from '../features/wrap-up';
import { EmptyState } from '../ui/empty-state';
import { useAppSelector } from './hooks';
import { useMedia } from './use-media';

const useStyles = makeStyles({
  main: { flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column', overflow: 'auto' },
  aside: {
    width: '300px',
    flexShrink: 0,
    overflow: 'auto',
    backgroundColor: tokens.colorNeutralBackground1,
    borderLeft: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  over: { position: 'absolute', top: 0, right: 0, bottom: 0, zIndex: 5, boxShadow: tokens.shadow28 },
  hint: {
    margin: '12px',
    padding: '10px 12px',
    color: tokens.colorNeutralForeground3,
    border: `1px dashed ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
  },
});

/** The middle and the right pane. Where there is no room for three, the right one folds away until it is needed. */
export default function DeskPanes() {
  const styles = useStyles();
  const { t } = useTranslation();
  const contact = useAppSelector(selectSelectedContact);
  const isNarrow = useMedia('(max-width: 1100px)');
  const [isUnfolded, setIsUnfolded] = useState(false);
  const isWrapUp = contact?.state === 'wrap-up';
  const showsAside = contact !== undefined && (!isNarrow || isUnfolded || isWrapUp);
  const fold = isNarrow && !isWrapUp ? <FoldButton isOpen={isUnfolded} onChange={setIsUnfolded} /> : null;
  return (
    <>
      <main className={styles.main} aria-label={t('shell.conversation')}>
        {contact ? <ContactView key={contact.id} contact={contact} actions={fold} /> : <NothingOpen />}
      </main>
      {showsAside ? (
        <aside className={mergeClasses(styles.aside, isNarrow && styles.over)} aria-label={t('shell.details')}>
          {isWrapUp ? <WrapUpPanel key={contact.id} contact={contact} /> : null}
          <CustomerPanel contact={contact} />
          {contact.state === 'active' ? <p className={styles.hint}>{t('wrapUp.afterSend')}</p> : null}
        </aside>
      ) : null}
    </>
  );
}

function ContactView({ contact, actions }: { contact: ContactSummary; actions: ReactNode }) {
  return (
    <>
      <ConversationHead contact={contact} actions={actions} />
      <Thread contact={contact} />
      {contact.state === 'active' ? null : <OutcomeBar contact={contact} />}
      <ComposerPane contact={contact} />
    </>
  );
}

function FoldButton({ isOpen, onChange }: { isOpen: boolean; onChange: (isOpen: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Button
      appearance="subtle"
      size="small"
      aria-expanded={isOpen}
      aria-label={t('shell.details')}
      icon={isOpen ? <PanelRightContractRegular /> : <PanelRightExpandRegular />}
      onClick={() => onChange(!isOpen)}
    />
  );
}

function NothingOpen() {
  const { t } = useTranslation();
  const state = useAppSelector((root) => selectAgent(root)?.state ?? 'signed-out');
  const title = t('shell.nothingOpen');
  const icon = <MailReadRegular />;
  switch (state) {
    case 'ready':
      return <EmptyState icon={icon} title={title} text={t('shell.nothingReady')} />;
    case 'rona':
      return <EmptyState icon={icon} title={title} text={t('shell.nothingRona')} />;
    case 'not-ready':
    case 'signed-out':
      return <EmptyState icon={icon} title={title} text={t('shell.nothingNotReady')} />;
    default:
      return assertNever(state);
  }
}
