import { FluentProvider, makeStyles, Spinner } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { SignInForm, startSession } from '../features/session';
import { selectIsSignedIn } from '../features/desk';
import { ErrorNotice } from '../ui/error-notice';
import { useAppDispatch, useAppSelector } from './hooks';
import { Shell } from './shell';
import { darkTheme, lightTheme } from './theme';
import { useMedia } from './use-media';

const useStyles = makeStyles({
  start: { height: '100%', display: 'grid', placeItems: 'center', padding: '24px' },
});

/** The whole window: signing in, or the desk. */
export function App() {
  const isDark = useMedia('(prefers-color-scheme: dark)');
  return (
    <FluentProvider theme={isDark ? darkTheme : lightTheme}>
      <Stage />
    </FluentProvider>
  );
}

function Stage() {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const { app, startError } = useAppSelector((state) => state.session);
  const isSignedIn = useAppSelector(selectIsSignedIn);
  if (isSignedIn) return <Shell />;
  if (app) return <SignInForm app={app} />;
  return (
    <main className={styles.start} aria-label="Replydesk">
      {startError ? (
        <ErrorNotice code={startError} onRetry={() => void dispatch(startSession())} />
      ) : (
        <Spinner label={t('common.starting')} />
      )}
    </main>
  );
}
