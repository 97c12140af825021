import {
  Button,
  DrawerBody,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  MessageBar,
  MessageBarBody,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeView } from '../../../common/contract/intake';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { wayOnFor } from '../../ui/error-way-on';
import { preciseTimeText } from '../../ui/moment';
import { AttentionList } from './attention-list';
import { IntakeCounts } from './intake-counts';
import { outcomeDismissed } from './slice';

const useStyles = makeStyles({
  // Down to the status bar: the figure that opened it stays in sight, and shows what is done here.
  panel: {
    width: 'min(560px, 100vw)',
    height: 'calc(100vh - 27px)',
    backgroundColor: tokens.colorNeutralBackground1,
    '@media (max-width: 900px)': { height: '100vh' },
  },
  header: { padding: '12px 12px 8px 20px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  title: { fontSize: '15px', lineHeight: '20px' },
  body: { padding: '14px 20px 20px', display: 'flex', flexDirection: 'column', gap: '14px' },
});

type IntakePanelProps = { view: IntakeView; onClose: () => void };

/**
 * What intake holds and what needs attention, beside the work: it is not modal, so that an offer that comes meanwhile
 * is seen and can be accepted.
 */
export default function IntakePanel({ view, onClose }: IntakePanelProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  useEffect(() => () => void dispatch(outcomeDismissed()), [dispatch]);
  return (
    <OverlayDrawer
      open
      modalType="non-modal"
      position="end"
      className={styles.panel}
      aria-label={t('intake.title')}
      onOpenChange={(_, data) => !data.open && onClose()}
    >
      <DrawerHeader className={styles.header}>
        <DrawerHeaderTitle
          heading={{ className: styles.title }}
          action={
            <Button appearance="subtle" icon={<DismissRegular />} aria-label={t('intake.close')} onClick={onClose} />
          }
        >
          {t('intake.title')}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody className={styles.body}>
        <ConnectionState view={view} />
        <IntakeCounts view={view} />
        <AttentionList entries={view.attention} total={view.attentionTotal} />
      </DrawerBody>
    </OverlayDrawer>
  );
}

/** Why the figures may be old: the desk has lost the service, or the service the mail store. */
function ConnectionState({ view }: { view: IntakeView }) {
  const { t, i18n } = useTranslation();
  const isServiceConnected = useAppSelector((state) => state.connections.service === 'connected');
  const receivedAtMs = useAppSelector((state) => state.intake.receivedAtMs);
  if (!isServiceConnected) {
    const time = preciseTimeText(new Date(receivedAtMs).toISOString(), i18n.language);
    return <Notice text={t('intake.serviceAway', { time })} />;
  }
  if (view.connected) return null;
  if (view.problem === null) return <Notice text={t('intake.connecting')} />;
  const comesBack = wayOnFor(view.problem) === 'retry' || wayOnFor(view.problem) === 'wait';
  return (
    <ErrorNotice
      code={view.problem}
      intent="warning"
      wayOnText={comesBack ? t('intake.comesBack') : t('intake.tellWhoever')}
    />
  );
}

function Notice({ text }: { text: string }) {
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>{text}</MessageBarBody>
    </MessageBar>
  );
}
