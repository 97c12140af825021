import { makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { RonaNotice } from '../features/agent-state';
import { ConnectionNotice, StatusBar } from '../features/connections';
import { WorkList } from '../features/contacts';
import { IntakeFigure } from '../features/intake';
import { LinkDialog } from '../features/links';
import { Offers } from '../features/offers';
import { SignOutProblem } from '../features/session';
import { TopBar } from './top-bar';

// Editor and sanitiser are the heavy half of the window; they come while the agent is still signing in.
const desk = import('./desk-panes');
const DeskPanes = lazy(() => desk);

const useStyles = makeStyles({
  shell: {
    height: '100%',
    display: 'grid',
    gridTemplateRows: 'auto auto minmax(0, 1fr) auto',
    gridTemplateColumns: 'minmax(0, 1fr)',
    backgroundColor: tokens.colorNeutralBackground2,
  },
  // From edge to edge: a line below is all that parts them from the panes.
  notices: {
    '& .fui-MessageBar': { borderRadius: 0, borderTopWidth: 0, borderLeftWidth: 0, borderRightWidth: 0 },
  },
  panes: { position: 'relative', display: 'flex', minHeight: 0 },
  list: {
    display: 'flex',
    flexDirection: 'column',
    width: '300px',
    flexShrink: 0,
    backgroundColor: tokens.colorNeutralBackground1,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 1100px)': { width: '264px' },
    '@media (max-width: 760px)': { width: '210px' },
  },
  rest: { flex: 1 },
});

/** The desk: what waits · the conversation and the answer · who it is and the wrap-up. */
export function Shell() {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <div className={styles.shell}>
      <TopBar />
      <div className={styles.notices}>
        <ConnectionNotice />
        <RonaNotice />
        <SignOutProblem />
      </div>
      <div className={styles.panes}>
        <nav className={styles.list} aria-label={t('shell.work')}>
          <Offers />
          <WorkList />
        </nav>
        <Suspense fallback={<div className={styles.rest} />}>
          <DeskPanes />
        </Suspense>
      </div>
      <StatusBar>
        <IntakeFigure />
      </StatusBar>
      <LinkDialog />
    </div>
  );
}
