import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttentionEntry } from '../../../common/contract/intake';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { EmptyState } from '../../ui/empty-state';
import { ErrorNotice } from '../../ui/error-notice';
import { numberText } from '../../ui/number-text';
import { AttentionItem } from './attention-item';
import { outcomeDismissed } from './slice';

/** Shown at once: hundreds of rows would have to be laid out anew with every view. */
const PAGE = 50;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: '8px' },
  heading: {
    margin: '6px 0 0',
    fontSize: '14px',
    lineHeight: '20px',
    fontWeight: 600,
    fontVariantNumeric: 'tabular-nums',
    outline: 'none',
  },
  count: { marginLeft: '6px', fontWeight: 400, color: tokens.colorNeutralForeground3 },
  said: { color: tokens.colorNeutralForeground3, ':empty': { display: 'none' } },
  list: { listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
  empty: { padding: '12px 0' },
  more: { alignSelf: 'center' },
  note: { margin: 0, fontSize: '12px', color: tokens.colorNeutralForeground3 },
});

type AttentionListProps = { entries: AttentionEntry[]; total: number };

/** Mails that wait for a person, newest first, each with its reason. */
export function AttentionList({ entries, total }: AttentionListProps) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const dispatch = useAppDispatch();
  const { problem, isRetried } = useAppSelector((state) => state.intake);
  const [shown, setShown] = useState(PAGE);
  const headingId = useId();
  const { heading, list, onLeaveWithFocus } = useKeptFocus();
  const number = (count: number) => numberText(count, i18n.language);
  return (
    <section className={styles.root} aria-labelledby={headingId}>
      <h2 className={styles.heading} id={headingId} ref={heading} tabIndex={-1}>
        {t('intake.attentionTitle')}
        {total > 0 ? <span className={styles.count}>{number(total)}</span> : null}
      </h2>
      {problem ? <ErrorNotice code={problem} onDismiss={() => dispatch(outcomeDismissed())} /> : null}
      <div role="status" className={styles.said}>
        {isRetried ? t('intake.retried') : null}
      </div>
      {entries.length === 0 ? (
        <div className={styles.empty}>
          <EmptyState icon={<CheckmarkCircleRegular />} title={t('intake.emptyTitle')} text={t('intake.emptyText')} />
        </div>
      ) : (
        <ul className={styles.list} ref={list} aria-labelledby={headingId}>
          {entries.slice(0, shown).map((entry) => (
            <AttentionItem key={entry.id} entry={entry} onLeaveWithFocus={onLeaveWithFocus} />
          ))}
        </ul>
      )}
      {entries.length > shown ? (
        <Button className={styles.more} onClick={() => setShown(shown + PAGE)}>
          {t('intake.showMore')}
        </Button>
      ) : null}
      {total > entries.length ? (
        <p className={styles.note}>{t('intake.newest', { shown: number(entries.length), total: number(total) })}</p>
      ) : null}
    </section>
  );
}

/**
 * When the entry that has the focus leaves the list, the one that takes its place gets it, or the heading: otherwise
 * the focus would fall to the start of the window.
 */
function useKeptFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const lostAt = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (lostAt.current === null) return;
    const rows = list.current?.children;
    const next = rows?.item(Math.min(lostAt.current, rows.length - 1))?.querySelector('button');
    lostAt.current = null;
    (next ?? heading.current)?.focus();
  });
  const [onLeaveWithFocus] = useState(() => (position: number) => void (lostAt.current = position));
  return { heading, list, onLeaveWithFocus };
}
