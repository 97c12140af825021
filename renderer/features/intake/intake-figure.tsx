import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeView } from '../../../common/contract/intake';
import { useAppSelector } from '../../app/hooks';
import { numberText } from '../../ui/number-text';
import { Pill } from '../../ui/pill';
import { useTick } from '../../ui/ticking';
import { selectIntake, selectMayWatchIntake } from './selectors';

// Most people who sign in never see it.
const IntakePanel = lazy(() => import('./intake-panel'));

/** Every mail waits for a moment while it is taken in; only what waits longer is worth a warning. */
const WAIT_WORTH_TELLING_MS = 2_000;

const useStyles = makeStyles({
  figure: {
    minWidth: 0,
    height: '22px',
    padding: '0 6px',
    margin: '0 -6px',
    gap: '6px',
    fontWeight: 400,
    fontSize: '12px',
    lineHeight: '16px',
    color: 'inherit',
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
    flexShrink: 0,
    ':hover': { color: tokens.colorNeutralForeground1 },
  },
});

/** "Store holds n, taken in n" for those who watch intake, with what is wrong beside it; opens the panel. */
export function IntakeFigure() {
  const mayWatch = useAppSelector(selectMayWatchIntake);
  return mayWatch ? <Figure /> : null;
}

function Figure() {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const view = useAppSelector(selectIntake);
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setIsOpen(false);
    button.current?.focus();
  }, []);
  if (!view) return <span>{t('intake.unknown')}</span>;
  const inStore = numberText(view.inStore, i18n.language);
  const takenIn = numberText(view.takenIn, i18n.language);
  return (
    <>
      <Button
        ref={button}
        appearance="transparent"
        size="small"
        className={styles.figure}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => (isOpen ? close() : setIsOpen(true))}
      >
        {t('intake.figure', { inStore, takenIn })}
        <Warnings view={view} />
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <IntakePanel view={view} onClose={close} />
        </Suspense>
      ) : null}
    </>
  );
}

function Warnings({ view }: { view: IntakeView }) {
  const { t, i18n } = useTranslation();
  const total = view.attentionTotal;
  return (
    <>
      {view.connected ? null : <Pill tone="warn">{t('intake.away')}</Pill>}
      {view.folders.some((folder) => folder.problem !== null) ? (
        <Pill tone="warn">{t('intake.folderTrouble')}</Pill>
      ) : null}
      {view.waiting > 0 ? <WaitingPill count={view.waiting} /> : null}
      {total > 0 ? (
        <Pill tone="bad">{t('intake.attention', { count: total, number: numberText(total, i18n.language) })}</Pill>
      ) : null}
    </>
  );
}

function WaitingPill({ count }: { count: number }) {
  const { t, i18n } = useTranslation();
  const nowMs = useTick();
  const sinceMs = useAppSelector((state) => state.intake.waitingSinceMs);
  if (sinceMs === null || nowMs - sinceMs < WAIT_WORTH_TELLING_MS) return null;
  return <Pill tone="warn">{t('intake.waiting', { count, number: numberText(count, i18n.language) })}</Pill>;
}
