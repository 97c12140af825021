import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { SendRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { KeyCap } from '../../ui/key-cap';
import { preciseTimeText } from '../../ui/moment';
import { mailboxesOf, outsideRecipients } from './addresses';
import type { Composer } from './slice';

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: '6px 12px' },
  key: { marginLeft: '8px' },
  outside: { flex: '1 1 200px', minWidth: 0, color: tokens.colorNeutralForeground3, overflowWrap: 'anywhere' },
  saved: { color: tokens.colorNeutralForeground4, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  unsaved: { color: 'var(--rdBadInk)' },
});

const isMac = navigator.platform.startsWith('Mac');

type SendBarProps = { contact: ContactSummary; composer: Composer; onSend: () => void };

/** Send, who outside will get it, and whether what is written is safe. */
export function SendBar({ contact, composer, onSend }: SendBarProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const isSending = composer.sending === 'under-way';
  const recipients = mailboxesOf([...composer.reply.to, ...composer.reply.cc]);
  const outside = outsideRecipients(recipients, contact.entryPoint);
  return (
    <div className={styles.bar}>
      <Button
        appearance="primary"
        icon={<SendRegular />}
        disabledFocusable={isSending}
        aria-keyshortcuts={isMac ? 'Meta+Enter' : 'Control+Enter'}
        onClick={onSend}
      >
        {isSending ? t('composer.sending') : t('composer.send')}
        <span className={styles.key}>
          <KeyCap>{isMac ? '⌘ ↵' : 'Ctrl ↵'}</KeyCap>
        </span>
      </Button>
      <span className={styles.outside}>
        {outside.length === 0
          ? t('composer.nobodyOutside')
          : t('composer.outside', {
              count: outside.length,
              addresses: outside.map((mailbox) => mailbox.address).join(', '),
            })}
      </span>
      <SaveState composer={composer} />
    </div>
  );
}

function SaveState({ composer }: { composer: Composer }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  if (composer.saveProblem) {
    return <span className={mergeClasses(styles.saved, styles.unsaved)}>{t('composer.notSaved')}</span>;
  }
  if (composer.isDirty || composer.isSaving) return <span className={styles.saved}>{t('composer.saving')}</span>;
  if (composer.savedAt === null) return null;
  return (
    <span className={styles.saved}>
      {t('composer.saved', { time: preciseTimeText(composer.savedAt, i18n.language) })}
    </span>
  );
}
