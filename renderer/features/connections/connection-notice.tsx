import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { wayOnFor } from '../../ui/error-way-on';

/** Across the top while a connection is gone: what that means for the work. The service matters more than the store. */
export function ConnectionNotice() {
  const { t } = useTranslation();
  const connections = useAppSelector((state) => state.connections);
  const problem = connections.serviceProblem ?? connections.mailStoreProblem;
  if (problem) {
    // What can come back by itself does: only the rest needs the person.
    const comesBack = wayOnFor(problem) === 'retry' || wayOnFor(problem) === 'wait';
    return (
      <ErrorNotice code={problem} intent="warning" wayOnText={comesBack ? t('connections.comesBack') : undefined} />
    );
  }
  if (connections.service !== 'offline') return null;
  return (
    <MessageBar intent="warning" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{t('connections.offlineTitle')}</MessageBarTitle>
        {t('connections.offlineText')}
      </MessageBarBody>
    </MessageBar>
  );
}
