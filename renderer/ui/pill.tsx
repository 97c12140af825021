import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  pill: {
    display: 'inline-block',
    borderRadius: tokens.borderRadiusCircular,
    padding: '0 7px',
    fontSize: '11px',
    lineHeight: '17px',
    fontWeight: 600,
    maxWidth: '100%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
    flexShrink: 0,
  },
  brand: { backgroundColor: 'var(--rdBrandSoft)', color: 'var(--rdBrandInk)' },
  ok: { backgroundColor: 'var(--rdOkSoft)', color: 'var(--rdOkInk)' },
  warn: { backgroundColor: 'var(--rdWarnSoft)', color: 'var(--rdWarnInk)' },
  bad: { backgroundColor: 'var(--rdBadSoft)', color: 'var(--rdBadInk)' },
  plain: { backgroundColor: tokens.colorNeutralBackground3, color: tokens.colorNeutralForeground3 },
});

export type PillTone = 'brand' | 'ok' | 'warn' | 'bad' | 'plain';

/** A word of state. Colour never says it alone: the word does. */
export function Pill({ tone, children, title }: { tone: PillTone; children: ReactNode; title?: string }) {
  const styles = useStyles();
  return (
    <span className={mergeClasses(styles.pill, styles[tone])} title={title}>
      {children}
    </span>
  );
}
