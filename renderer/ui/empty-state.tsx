import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: '6px',
    height: '100%',
    padding: '24px',
    textAlign: 'center',
    color: tokens.colorNeutralForeground3,
  },
  icon: { fontSize: '36px', lineHeight: 1, color: tokens.colorNeutralForeground4, marginBottom: '6px' },
  title: { margin: 0, fontSize: '15px', fontWeight: 600, color: tokens.colorNeutralForeground1 },
  text: { margin: 0, maxWidth: '44ch', textWrap: 'balance' },
  action: { marginTop: '10px' },
});

type EmptyStateProps = { icon: ReactNode; title: string; text: string; action?: ReactNode };

/** What a pane says when it has nothing to show: why, and what to do about it. */
export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <div className={styles.icon} aria-hidden="true">
        {icon}
      </div>
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{text}</p>
      {action ? <div className={styles.action}>{action}</div> : null}
    </div>
  );
}
