import {
  Button,
  Field,
  Input,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../../common/contract/errors';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { serviceAddress } from './service-address';
import type { AppInfo } from './slice';
import { signIn } from './thunks';

const useStyles = makeStyles({
  page: {
    height: '100%',
    overflow: 'auto',
    display: 'grid',
    placeItems: 'center',
    padding: '24px',
    backgroundColor: tokens.colorNeutralBackground2,
  },
  card: {
    width: '100%',
    maxWidth: '380px',
    display: 'flex',
    flexDirection: 'column',
    gap: '14px',
    padding: '28px',
    borderRadius: '10px',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow8,
  },
  brand: { display: 'flex', alignItems: 'center', gap: '8px', fontWeight: 650, color: tokens.colorNeutralForeground3 },
  mark: { width: '10px', height: '10px', borderRadius: '3px', backgroundColor: tokens.colorBrandBackground },
  title: { margin: '0 0 2px', fontSize: '20px', lineHeight: '28px', fontWeight: 600, letterSpacing: '-0.01em' },
  lead: { margin: 0, color: tokens.colorNeutralForeground3 },
  foot: { color: tokens.colorNeutralForeground4, fontSize: '12px', textAlign: 'center' },
});

/** Errors after which the password is what the person will want to correct. */
const ABOUT_PASSWORD: ReadonlySet<ErrorCode> = new Set(['wrong-password', 'account-locked']);
/** Why a session ended by itself, told above the form. */
const SESSION_ENDED: ReadonlySet<ErrorCode> = new Set(['session-expired', 'signed-in-elsewhere']);

/** The first thing an agent sees: address, name and password, and what went wrong with them, beside what they typed. */
export function SignInForm({ app }: { app: AppInfo }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const { isSigningIn, signInError } = useAppSelector((state) => state.session);
  const serviceProblem = useAppSelector((state) => state.connections.serviceProblem);
  const [address, setAddress] = useState(app.serviceUrl);
  const [username, setUsername] = useState(app.username);
  const [password, setPassword] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const passwordField = useRef<HTMLInputElement>(null);
  const url = serviceAddress(address);
  const notice = signInError ?? (serviceProblem && SESSION_ENDED.has(serviceProblem) ? serviceProblem : null);

  useEffect(() => {
    if (!signInError || !ABOUT_PASSWORD.has(signInError)) return;
    passwordField.current?.focus();
    passwordField.current?.select();
  }, [signInError]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWasTried(true);
    if (isSigningIn || url === null || username.trim() === '' || password === '') return;
    void dispatch(signIn({ serviceUrl: url, username: username.trim(), password }));
  };
  const missing = (value: string) => (wasTried && value.trim() === '' ? t('signIn.required') : undefined);

  return (
    <main className={styles.page} aria-label={t('signIn.title')}>
      <form className={styles.card} onSubmit={submit} noValidate aria-busy={isSigningIn}>
        <div className={styles.brand}>
          <span className={styles.mark} aria-hidden="true" />
          Replydesk
        </div>
        <div>
          <h1 className={styles.title}>{t('signIn.title')}</h1>
          <p className={styles.lead}>{t('signIn.lead')}</p>
        </div>
        {notice ? <ErrorNotice code={notice} /> : null}
        <Field
          label={t('signIn.address')}
          validationMessage={wasTried && url === null ? t('signIn.addressInvalid') : undefined}
        >
          <Input
            value={address}
            onChange={(_, data) => setAddress(data.value)}
            placeholder="wss://replydesk.example.com"
            spellCheck={false}
            autoFocus={app.serviceUrl === ''}
          />
        </Field>
        <Field label={t('signIn.username')} validationMessage={missing(username)}>
          <Input
            value={username}
            onChange={(_, data) => setUsername(data.value)}
            autoComplete="username"
            spellCheck={false}
            autoFocus={app.serviceUrl !== '' && app.username === ''}
          />
        </Field>
        <Field label={t('signIn.password')} validationMessage={missing(password)}>
          <Input
            type="password"
            value={password}
            onChange={(_, data) => setPassword(data.value)}
            autoComplete="current-password"
            autoFocus={app.serviceUrl !== '' && app.username !== ''}
            input={{ ref: passwordField }}
          />
        </Field>
        <Button type="submit" appearance="primary" size="large" disabledFocusable={isSigningIn}>
          {isSigningIn ? <Spinner size="tiny" label={t('signIn.busy')} /> : t('signIn.submit')}
        </Button>
        {app.keychain === 'available' ? null : (
          <MessageBar intent="info" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{t(`errors.keychain-${app.keychain}.title`)}</MessageBarTitle>
              {t(`errors.keychain-${app.keychain}.text`)}
            </MessageBarBody>
          </MessageBar>
        )}
        <div className={styles.foot}>
          {t('signIn.version', { version: app.version })}
          {app.profile === 'default' ? null : ` · ${t('signIn.profile', { profile: app.profile })}`}
        </div>
      </form>
    </main>
  );
}
