import { makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { StateControl } from '../features/agent-state';
import { selectActiveCount } from '../features/contacts';
import { selectAgent } from '../features/desk';
import { AccountMenu } from '../features/session';
import { useAppSelector } from './hooks';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    alignItems: 'center',
    gap: '14px',
    minHeight: '46px',
    padding: '0 8px 0 12px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  brand: { display: 'flex', alignItems: 'center', gap: '7px', margin: 0, fontSize: '13px', fontWeight: 650 },
  mark: { width: '9px', height: '9px', borderRadius: '3px', backgroundColor: tokens.colorBrandBackground },
  capacity: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  end: { marginLeft: 'auto' },
});

/** Readiness, load, and who is signed in. */
export function TopBar() {
  const styles = useStyles();
  const { t } = useTranslation();
  const agent = useAppSelector(selectAgent);
  const active = useAppSelector(selectActiveCount);
  return (
    <header className={styles.bar}>
      <h1 className={styles.brand}>
        <span className={styles.mark} aria-hidden="true" />
        Replydesk
      </h1>
      <StateControl />
      {agent ? <span className={styles.capacity}>{t('shell.capacity', { active, count: agent.capacity })}</span> : null}
      <span className={styles.end}>
        <AccountMenu />
      </span>
    </header>
  );
}
