import {
  makeStyles,
  mergeClasses,
  Menu,
  MenuButton,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connections } from '../../../common/contract/ipc';
import { LANGUAGES, speak, type Language } from '../../app/i18n';
import { useAppSelector } from '../../app/hooks';
import { Age, selectCsqs } from '../desk';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    alignItems: 'center',
    gap: '16px',
    minHeight: '26px',
    padding: '0 12px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground3,
    fontSize: '12px',
    lineHeight: '16px',
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    // A second line rather than an end that nobody sees.
    '@media (max-width: 900px)': { flexWrap: 'wrap', columnGap: '16px', rowGap: 0, padding: '2px 12px' },
  },
  links: { display: 'inline-flex', gap: '16px' },
  link: { display: 'inline-flex', alignItems: 'center', gap: '6px' },
  dot: { width: '8px', height: '8px', borderRadius: '50%', backgroundColor: 'currentcolor' },
  ring: { backgroundColor: 'transparent', border: '2px solid currentcolor' },
  connected: { color: 'var(--rdOkInk)' },
  connecting: { color: 'var(--rdWarnInk)' },
  offline: { color: 'var(--rdBadInk)' },
  queues: { overflow: 'hidden', textOverflow: 'ellipsis', minWidth: 0, flex: 1 },
  queue: { marginRight: '16px' },
  language: { minWidth: 'auto', fontWeight: 400, fontSize: '12px', color: 'inherit' },
});

type LinkState = Connections['service'];

function LinkMark({ state, text }: { state: LinkState; text: string }) {
  const styles = useStyles();
  return (
    <span className={mergeClasses(styles.link, styles[state])}>
      <span className={mergeClasses(styles.dot, state === 'connected' ? undefined : styles.ring)} aria-hidden="true" />
      {text}
    </span>
  );
}

/** The bottom line: the two connections, what else belongs beside them, what waits in the agent's queues, the language. */
export function StatusBar({ children }: { children?: ReactNode }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { service, mailStore } = useAppSelector((state) => state.connections);
  const csqs = useAppSelector(selectCsqs);
  return (
    <footer className={styles.bar}>
      <span role="status" className={styles.links}>
        <LinkMark state={service} text={t(`connections.service.${service}`)} />
        <LinkMark state={mailStore} text={t(`connections.mailStore.${mailStore}`)} />
      </span>
      {children}
      <span className={styles.queues}>
        {csqs.map((csq) => (
          <span key={csq.id} className={styles.queue}>
            {csq.oldestArrivedAt === null ? (
              t('connections.queueEmpty', { queue: csq.name })
            ) : (
              <>
                {t('connections.queueWaiting', { queue: csq.name, count: csq.waiting })}{' '}
                <Age since={csq.oldestArrivedAt} />
              </>
            )}
          </span>
        ))}
      </span>
      <LanguageMenu />
    </footer>
  );
}

function LanguageMenu() {
  const styles = useStyles();
  const { t, i18n } = useTranslation();
  const current = i18n.language as Language;
  return (
    <Menu positioning="above-end">
      <MenuTrigger disableButtonEnhancement>
        <MenuButton
          appearance="transparent"
          size="small"
          className={styles.language}
          aria-label={t('language.label', { language: LANGUAGES[current] })}
        >
          {LANGUAGES[current]}
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {(Object.keys(LANGUAGES) as Language[]).map((language) => (
            <MenuItem key={language} lang={language} onClick={() => void speak(i18n, language)}>
              {LANGUAGES[language]}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
