import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { memo, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttentionEntry } from '../../../common/contract/intake';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { momentText } from '../../ui/moment';
import { explainedReason } from './reasons';
import { settleEntry } from './thunks';

const useStyles = makeStyles({
  item: {
    padding: '10px 12px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
  },
  top: { display: 'flex', justifyContent: 'space-between', gap: '12px' },
  title: { margin: 0, fontSize: '13px', lineHeight: '19px', fontWeight: 600, overflowWrap: 'anywhere' },
  time: { color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  text: { margin: '1px 0 0', color: tokens.colorNeutralForeground2 },
  place: {
    margin: '4px 0 0',
    fontSize: '12px',
    lineHeight: '17px',
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px' },
  question: { flex: '1 1 220px', color: 'var(--rdWarnInk)', textWrap: 'balance' },
});

type AttentionItemProps = {
  entry: AttentionEntry;
  /** Told, with its place in the list, when the row goes away while the focus is in it. */
  onLeaveWithFocus: (position: number) => void;
};

/** One mail that waits for a person: why, where it lies, and the two ways on. */
export const AttentionItem = memo(
  function AttentionItem({ entry, onLeaveWithFocus }: AttentionItemProps) {
    const styles = useStyles();
    const { t, i18n } = useTranslation();
    const row = useRef<HTMLLIElement>(null);
    const ids = { title: useId(), place: useId() };
    useLayoutEffect(() => {
      const element = row.current;
      // Runs before the row is taken out of the document: afterwards nobody knows where the focus was.
      return () => {
        if (!element?.contains(document.activeElement)) return;
        onLeaveWithFocus([...(element.parentElement?.children ?? [])].indexOf(element));
      };
    }, [onLeaveWithFocus]);
    // The day alone: with the time itself every row would be laid out anew with every view.
    const today = useAppSelector((state) => new Date(state.intake.receivedAtMs).setHours(0, 0, 0, 0));
    const reason = explainedReason(entry.reason);
    return (
      <li ref={row} className={styles.item} aria-labelledby={`${ids.title} ${ids.place}`}>
        <div>
          <div className={styles.top}>
            <h3 className={styles.title} id={ids.title}>
              {t(`intake.reason.${reason}.title`, { reason: entry.reason })}
            </h3>
            <time className={styles.time} dateTime={entry.createdAt}>
              {momentText(entry.createdAt, today, i18n.language)}
            </time>
          </div>
          <p className={styles.text}>{t(`intake.reason.${reason}.text`)}</p>
          <p className={styles.place}>
            <span id={ids.place}>{`${entry.folder} · UID ${entry.uid}`}</span>
            {entry.detail === '' ? null : (
              <>
                {' · '}
                <span lang="en">{entry.detail}</span>
              </>
            )}
          </p>
        </div>
        <Actions entry={entry} describedBy={`${ids.title} ${ids.place}`} />
      </li>
    );
  },
  // Each view brings new objects; a row is laid out anew only when its own entry has changed.
  (before, after) => JSON.stringify(before.entry) === JSON.stringify(after.entry),
);

function Actions({ entry, describedBy }: { entry: AttentionEntry; describedBy: string }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const busyWith = useAppSelector((state) => state.intake.settling[entry.id]?.action ?? null);
  const [isAsking, setIsAsking] = useState(false);
  const [hasAsked, setHasAsked] = useState(false);
  const ask = () => {
    setIsAsking(true);
    setHasAsked(true);
  };
  const dismiss = () => {
    setIsAsking(false);
    void dispatch(settleEntry(entry, 'dismiss'));
  };
  if (isAsking) {
    return (
      <div
        key="question"
        role="group"
        aria-label={t('intake.dismissQuestion')}
        className={styles.actions}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // Only the question is left, not the panel.
          event.preventDefault();
          setIsAsking(false);
        }}
      >
        <span className={styles.question}>{t('intake.dismissQuestion')}</span>
        <Button size="small" autoFocus onClick={() => setIsAsking(false)}>
          {t('intake.keep')}
        </Button>
        <Button size="small" appearance="primary" onClick={dismiss}>
          {t('intake.dismissForGood')}
        </Button>
      </div>
    );
  }
  return (
    <div key="actions" className={styles.actions}>
      <Button
        size="small"
        // Still focusable: a button that goes grey under the finger must not throw the focus away.
        disabledFocusable={busyWith !== null}
        aria-describedby={describedBy}
        onClick={() => void dispatch(settleEntry(entry, 'retry'))}
      >
        {busyWith === 'retry' ? t('intake.retrying') : t('intake.retry')}
      </Button>
      <Button
        size="small"
        appearance="subtle"
        // Where the focus was before the question.
        autoFocus={hasAsked}
        disabledFocusable={busyWith !== null}
        aria-describedby={describedBy}
        onClick={ask}
      >
        {busyWith === 'dismiss' ? t('intake.dismissing') : t('intake.dismiss')}
      </Button>
    </div>
  );
}
