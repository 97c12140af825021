import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../../common/contract/errors';
import { useAppDispatch } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { rememberShownTexts } from '../links';
import { frameDocument } from './frame-document';
import { sanitiseMail } from './sanitise';
import { putMailFrame } from './thunks';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', flex: 1, minHeight: '180px' },
  notice: { margin: '0 14px 8px' },
  frame: { flex: 1, width: '100%', minHeight: '180px', border: 'none', backgroundColor: '#fff' },
  rim: { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  busy: { flex: 1, display: 'grid', placeItems: 'center' },
});

type MailFrameProps = { html: string; inlineImages: Record<string, string>; title: string };
type Shown = { key: string; url: string } | { key: string; problem: ErrorCode };

/** A mail's HTML in its sandboxed frame, remote pictures blocked until the person asks for them. */
export function MailFrame({ html, inlineImages, title }: MailFrameProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const [allowRemote, setAllowRemote] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [shown, setShown] = useState<Shown | null>(null);
  const quotedLabel = t('mail.showQuoted');
  const mail = useMemo(() => sanitiseMail(html, { inlineImages, quotedLabel }), [html, inlineImages, quotedLabel]);
  const key = `${allowRemote} ${attempt}`;

  useEffect(() => {
    let isCurrent = true;
    rememberShownTexts(mail.links);
    void dispatch(putMailFrame({ html: frameDocument(mail.html, allowRemote), allowRemote })).then((result) => {
      // A newer wish (pictures allowed meanwhile) overtakes this answer.
      if (!isCurrent) return;
      setShown(result.ok ? { key, url: result.value.url } : { key, problem: result.code });
    });
    return () => {
      isCurrent = false;
    };
  }, [dispatch, mail, allowRemote, key]);

  return (
    <div className={styles.root}>
      {mail.remoteCount > 0 && !allowRemote ? (
        <MessageBar intent="warning" className={styles.notice}>
          <MessageBarBody>{t('mail.remoteBlocked', { count: mail.remoteCount })}</MessageBarBody>
          <MessageBarActions>
            <Button size="small" onClick={() => setAllowRemote(true)}>
              {t('mail.showOnce')}
            </Button>
          </MessageBarActions>
        </MessageBar>
      ) : null}
      {shown === null ? (
        <div className={styles.busy}>
          <Spinner size="small" label={t('mail.loading')} />
        </div>
      ) : 'problem' in shown ? (
        <ErrorNotice code={shown.problem} onRetry={() => setAttempt(attempt + 1)} />
      ) : (
        <iframe
          key={shown.url}
          className={`${styles.frame} ${styles.rim}`}
          sandbox=""
          referrerPolicy="no-referrer"
          src={shown.url}
          title={title}
        />
      )}
    </div>
  );
}
