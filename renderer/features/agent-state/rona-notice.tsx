import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorCode } from '../../../common/contract/errors';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { selectAgent } from '../desk';
import { setAgentState } from './thunks';

/** In RONA no offers come: says so, with the way back beside it. */
export function RonaNotice() {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const isRona = useAppSelector((state) => selectAgent(state)?.state === 'rona');
  const [problem, setProblem] = useState<ErrorCode | null>(null);
  if (!isRona) return null;
  if (problem) return <ErrorNotice code={problem} onDismiss={() => setProblem(null)} />;
  const goReady = async () => setProblem(await dispatch(setAgentState('ready', null)));
  return (
    <MessageBar intent="warning" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{t('agentState.ronaTitle')}</MessageBarTitle>
        {t('agentState.ronaText')}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={() => void goReady()}>
          {t('agentState.goReady')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
