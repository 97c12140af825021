import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular, ClockRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { IntakeView, WatchedFolder } from '../../../common/contract/intake';
import { useAppSelector } from '../../app/hooks';
import { numberText } from '../../ui/number-text';

const useStyles = makeStyles({
  verdict: { display: 'flex', alignItems: 'center', gap: '8px', margin: 0, fontSize: '14px', fontWeight: 600 },
  icon: { fontSize: '18px', display: 'inline-flex' },
  ok: { color: 'var(--rdOkInk)' },
  warn: { color: 'var(--rdWarnInk)' },
  table: {
    width: '100%',
    marginTop: '10px',
    borderCollapse: 'collapse',
    fontVariantNumeric: 'tabular-nums',
    '& th, & td': { padding: '5px 0 5px 14px', textAlign: 'right', fontWeight: 400, verticalAlign: 'top' },
    '& th:first-child': { paddingLeft: 0, textAlign: 'left', overflowWrap: 'anywhere' },
    '& tbody tr': { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  },
  head: {
    fontSize: '11px',
    lineHeight: '16px',
    color: tokens.colorNeutralForeground4,
    '& th': { fontWeight: 600, paddingTop: 0 },
  },
  total: { '& th, & td': { fontWeight: 600 } },
  old: { color: tokens.colorNeutralForeground4 },
  waits: { color: 'var(--rdWarnInk)', fontWeight: 600 },
  problem: { display: 'block', fontSize: '12px', color: 'var(--rdWarnInk)', overflowWrap: 'normal' },
  ever: { margin: '6px 0 0', fontSize: '12px', color: tokens.colorNeutralForeground3 },
});

type Counts = Pick<WatchedFolder, 'inStore' | 'takenIn' | 'waiting'>;

/** Whether everything is taken in, and how much lies in each watched folder. */
export function IntakeCounts({ view }: { view: IntakeView }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const ever = { count: view.takenInEver, number: numberText(view.takenInEver, i18n.language) };
  return (
    <section aria-label={t('intake.counts')}>
      <Verdict view={view} />
      <table className={styles.table}>
        <thead className={styles.head}>
          <tr>
            <th scope="col">{t('intake.folder')}</th>
            <th scope="col">{t('intake.inStore')}</th>
            <th scope="col">{t('intake.takenIn')}</th>
            <th scope="col">{t('intake.waitingHead')}</th>
          </tr>
        </thead>
        <tbody>
          {view.folders.map((folder) => (
            <FolderRow key={folder.path} folder={folder} />
          ))}
          {view.folders.length > 1 ? (
            <tr className={styles.total}>
              <th scope="row">{t('intake.total')}</th>
              <Cells counts={view} />
            </tr>
          ) : null}
        </tbody>
      </table>
      <p className={styles.ever}>{t('intake.ever', ever)}</p>
    </section>
  );
}

/** What an administrator wants to know first. Of a store that is away only what was so before can be said. */
function Verdict({ view }: { view: IntakeView }) {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const isServiceConnected = useAppSelector((state) => state.connections.service === 'connected');
  const isCurrent = view.connected && isServiceConnected;
  const isAllIn = view.waiting === 0;
  const number = numberText(view.waiting, i18n.language);
  const allIn = isCurrent ? t('intake.allIn') : t('intake.wasAllIn');
  return (
    <p className={mergeClasses(styles.verdict, !isAllIn ? styles.warn : isCurrent ? styles.ok : styles.old)}>
      <span className={styles.icon} aria-hidden="true">
        {isAllIn && isCurrent ? <CheckmarkCircleRegular /> : <ClockRegular />}
      </span>
      {isAllIn ? allIn : t('intake.waits', { count: view.waiting, number })}
    </p>
  );
}

function FolderRow({ folder }: { folder: WatchedFolder }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { path, problem, isCurrent } = folder;
  return (
    <tr className={isCurrent ? undefined : styles.old}>
      <th scope="row">
        {path}
        {problem ? <span className={styles.problem}>{t(`intake.folderProblem.${problem}`)}</span> : null}
        {problem === null && !isCurrent ? <span className={styles.problem}>{t('intake.notCurrent')}</span> : null}
      </th>
      <Cells counts={folder} />
    </tr>
  );
}

function Cells({ counts }: { counts: Counts }) {
  const styles = useStyles();
  const { i18n } = useTranslation();
  return (
    <>
      <td>{numberText(counts.inStore, i18n.language)}</td>
      <td>{numberText(counts.takenIn, i18n.language)}</td>
      <td className={counts.waiting > 0 ? styles.waits : undefined}>{numberText(counts.waiting, i18n.language)}</td>
    </>
  );
}
