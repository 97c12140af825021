import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../ui/error-notice';
import type { SendProblem } from './slice';

/** Why the reply was not sent. Everything that was written is still there. */
export function SendProblemNotice({ problem, onRetry }: { problem: SendProblem; onRetry: () => void }) {
  const { t } = useTranslation();
  if (problem !== 'no-recipient' && problem !== 'invalid-recipient' && problem !== 'empty-message') {
    return <ErrorNotice code={problem} onRetry={onRetry} />;
  }
  return (
    <MessageBar intent="warning" role="alert">
      <MessageBarBody>{t(`composer.problem.${problem}`)}</MessageBarBody>
    </MessageBar>
  );
}
