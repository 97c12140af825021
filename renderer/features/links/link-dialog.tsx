import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  MessageBar,
  MessageBarBody,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { callBridge } from '../../app/bridge';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import type { AppThunk } from '../../app/store';
import { ErrorNotice } from '../../ui/error-notice';
import { linkTarget } from './link-target';
import { shownTextOf } from './shown-texts';
import { linkDecided } from './slice';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '10px' },
  target: {
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
    color: tokens.colorNeutralForeground3,
    fontFamily: 'ui-monospace, Consolas, monospace',
    overflowWrap: 'anywhere',
    maxHeight: '30vh',
    overflow: 'auto',
  },
  host: { color: tokens.colorNeutralForeground1, fontWeight: 700 },
});

const openLink =
  (url: string): AppThunk<Promise<void>> =>
  async (dispatch, _getState, { bridge }) => {
    const result = await callBridge(bridge, 'links.open', { url });
    dispatch(linkDecided(result.ok ? null : result.code));
  };

/** Shows where a clicked link really goes, and opens it only when the person says so. */
export function LinkDialog() {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const { pendingUrl: url, problem } = useAppSelector((state) => state.links);
  if (url === null) return null;
  const target = linkTarget(url, shownTextOf(url));
  const warnings = target
    ? [
        target.pretendedHost && t('links.pretends', { shown: target.pretendedHost, host: target.host }),
        target.isUnusualHost && t('links.unusualHost'),
        target.isPlainHttp && t('links.plainHttp'),
      ].filter((warning) => typeof warning === 'string')
    : [];
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && dispatch(linkDecided(null))}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('links.title')}</DialogTitle>
          <DialogContent className={styles.content}>
            <div className={styles.target} dir="ltr">
              {target?.before}
              <span className={styles.host}>{target?.host ?? url}</span>
              {target?.after}
            </div>
            {target ? null : <span>{t('links.notOpened')}</span>}
            {warnings.map((warning) => (
              <MessageBar key={warning} intent="warning" layout="multiline">
                <MessageBarBody>{warning}</MessageBarBody>
              </MessageBar>
            ))}
            {problem ? <ErrorNotice code={problem} /> : null}
          </DialogContent>
          <DialogActions>
            <Button onClick={() => dispatch(linkDecided(null))}>{t('common.cancel')}</Button>
            {target ? (
              <Button appearance="primary" onClick={() => void dispatch(openLink(url))}>
                {t('links.open')}
              </Button>
            ) : null}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
