import {
  makeStyles,
  mergeClasses,
  Menu,
  MenuButton,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
} from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../../common/contract/agent';
import type { ErrorCode } from '../../../common/contract/errors';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { Elapsed, selectAgent, selectNotReadyReasons } from '../desk';
import { setAgentState } from './thunks';

const useStyles = makeStyles({
  root: { position: 'relative' },
  button: {
    borderRadius: tokens.borderRadiusCircular,
    fontWeight: 600,
    minWidth: 0,
    paddingLeft: '10px',
    backgroundColor: tokens.colorNeutralBackground1,
    maxWidth: '340px',
  },
  rona: { border: '1px solid var(--rdBadInk)' },
  dot: { width: '10px', height: '10px', borderRadius: '50%', marginRight: '8px', flexShrink: 0 },
  ready: { backgroundColor: 'var(--rdOkInk)' },
  notReady: { border: '2px solid var(--rdWarnInk)' },
  ronaDot: { backgroundColor: 'var(--rdBadInk)', borderRadius: '2px' },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  time: {
    marginLeft: '8px',
    fontWeight: 400,
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: 'tabular-nums',
  },
  problem: { position: 'absolute', top: 'calc(100% + 8px)', left: 0, width: '380px', zIndex: 20 },
});

/** The agent's readiness for e-mail with the time in it, and the menu that changes it. */
export function StateControl() {
  const agent = useAppSelector(selectAgent);
  return agent ? <StateMenu agent={agent} /> : null;
}

function StateMenu({ agent }: { agent: Agent }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const reasons = useAppSelector(selectNotReadyReasons);
  const [problem, setProblem] = useState<ErrorCode | null>(null);
  const reason = reasons.find((each) => each.code === agent.reasonCode);
  const stateName = t(`agentState.${agent.state}`);
  const text = agent.state === 'not-ready' && reason ? `${stateName} – ${reason.label}` : stateName;

  const choose = async (state: 'ready' | 'not-ready', reasonCode: string | null) => {
    setProblem(await dispatch(setAgentState(state, reasonCode)));
  };
  const mark = (isCurrent: boolean) => (isCurrent ? <CheckmarkRegular /> : undefined);
  const isNotReady = agent.state === 'not-ready';

  return (
    <div className={styles.root}>
      <Menu hasIcons>
        <MenuTrigger disableButtonEnhancement>
          <MenuButton
            className={mergeClasses(styles.button, agent.state === 'rona' && styles.rona)}
            aria-label={t('agentState.label', { state: text })}
          >
            <span
              aria-hidden="true"
              className={mergeClasses(
                styles.dot,
                agent.state === 'ready' && styles.ready,
                isNotReady && styles.notReady,
                agent.state === 'rona' && styles.ronaDot,
              )}
            />
            <span className={styles.text}>{text}</span>
            <span className={styles.time} aria-hidden="true">
              <Elapsed since={agent.stateSince} />
            </span>
          </MenuButton>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem icon={mark(agent.state === 'ready')} onClick={() => void choose('ready', null)}>
              {t('agentState.ready')}
            </MenuItem>
            <MenuDivider />
            <MenuItem icon={mark(isNotReady && !reason)} onClick={() => void choose('not-ready', null)}>
              {t('agentState.not-ready')}
            </MenuItem>
            {reasons.map((each) => (
              <MenuItem
                key={each.code}
                icon={mark(isNotReady && reason?.code === each.code)}
                onClick={() => void choose('not-ready', each.code)}
              >
                {`${t('agentState.not-ready')} – ${each.label}`}
              </MenuItem>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
      {problem ? (
        <div className={styles.problem}>
          <ErrorNotice code={problem} onDismiss={() => setProblem(null)} />
        </div>
      ) : null}
    </div>
  );
}
