import { makeStyles } from '@fluentui/react-components';

const useStyles = makeStyles({
  key: {
    font: '11px/16px ui-monospace, monospace',
    border: '1px solid currentcolor',
    opacity: 0.9,
    borderRadius: '4px',
    padding: '0 4px',
  },
});

/** A key as it stands on the keyboard. Decoration: the shortcut is told to screen readers by `aria-keyshortcuts`. */
export function KeyCap({ children }: { children: string }) {
  const styles = useStyles();
  return (
    <kbd className={styles.key} aria-hidden="true">
      {children}
    </kbd>
  );
}
