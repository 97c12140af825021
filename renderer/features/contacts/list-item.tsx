import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  button: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    columnGap: '8px',
    width: '100%',
    padding: '7px 12px 8px 9px',
    border: 'none',
    borderLeft: '3px solid transparent',
    background: 'none',
    font: 'inherit',
    color: 'inherit',
    textAlign: 'left',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  selected: {
    backgroundColor: 'var(--rdSelected)',
    borderLeftColor: tokens.colorBrandBackground,
    ':hover': { backgroundColor: 'var(--rdSelected)' },
  },
  name: { fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  time: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
  line: {
    gridColumn: '1 / -1',
    color: tokens.colorNeutralForeground3,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  foot: {
    gridColumn: '1 / -1',
    display: 'flex',
    alignItems: 'center',
    gap: '6px',
    marginTop: '1px',
    minWidth: 0,
    fontSize: '12px',
    color: tokens.colorNeutralForeground4,
  },
  words: {
    gridColumn: '1 / -1',
    marginTop: '3px',
    fontSize: '12px',
    lineHeight: '16px',
    color: 'var(--rdBadInk)',
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitLineClamp: 3,
    WebkitBoxOrient: 'vertical',
    overflow: 'hidden',
  },
});

type ListItemProps = {
  name: string;
  subject: string;
  time?: ReactNode;
  foot: ReactNode;
  /** A server's words about a mail that did not get through. */
  words?: string | null;
  isSelected: boolean;
  onSelect: () => void;
};

/** One row of the work list. */
export function ListItem({ name, subject, time, foot, words, isSelected, onSelect }: ListItemProps) {
  const styles = useStyles();
  return (
    <li>
      <button
        type="button"
        className={mergeClasses(styles.button, isSelected && styles.selected)}
        aria-current={isSelected ? 'true' : undefined}
        onClick={onSelect}
      >
        <span className={styles.name}>{name}</span>
        <span className={styles.time}>{time}</span>
        <span className={styles.line}>{subject}</span>
        <span className={styles.foot}>{foot}</span>
        {words ? <span className={styles.words}>{words}</span> : null}
      </button>
    </li>
  );
}
