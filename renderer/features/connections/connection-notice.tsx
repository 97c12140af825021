import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';

/** Across the top while a connection is gone: what that means for the work. The service matters more than the store. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const connections = useAppSelector((state) => state.connections);
  const problem = connections.serviceProblem ?? connections.mailStoreProblem;
  if (problem) return <ErrorNotice code={problem} intent="warning" />;
  if (connections.service !== 'offline') return null;
  return (
    <MessageBar intent="warning" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{t('connections.offlineTitle')}</MessageBarTitle>
        {t('connections.offlineText')}
      </MessageBarBody>
    </MessageBar>
  );
}
