import { makeStyles, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  heading: {
    display: 'flex',
    justifyContent: 'space-between',
    margin: '14px 12px 4px',
    fontSize: '11px',
    lineHeight: '16px',
    fontWeight: 600,
    letterSpacing: '0.02em',
    color: tokens.colorNeutralForeground4,
    fontVariantNumeric: 'tabular-nums',
  },
});

/** The small heading of a list's section, with how many are in it. */
export function SectionHeading({ id, title, count }: { id?: string; title: string; count?: number }) {
  const styles = useStyles();
  return (
    <h2 className={styles.heading} id={id}>
      <span>{title}</span>
      {count === undefined ? null : <span aria-hidden="true">{count}</span>}
    </h2>
  );
}
