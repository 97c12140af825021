import { makeStyles, tokens } from '@fluentui/react-components';

/** The composer's header lines: a dim label, then the value, a thin line below. */
export const useRowStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'baseline',
    gap: '8px',
    minWidth: 0,
    minHeight: '30px',
    padding: '4px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':focus-within': { borderBottomColor: tokens.colorCompoundBrandStroke },
  },
  label: { minWidth: '52px', color: tokens.colorNeutralForeground3 },
  input: {
    flex: '1 1 120px',
    minWidth: '80px',
    padding: 0,
    border: 'none',
    outline: 'none',
    background: 'none',
    font: 'inherit',
    lineHeight: '20px',
    color: tokens.colorNeutralForeground1,
  },
  value: { lineHeight: '20px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  error: { flexBasis: '100%', color: 'var(--rdBadInk)', fontSize: '12px', lineHeight: '16px' },
});
