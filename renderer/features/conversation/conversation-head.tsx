import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { Pill } from '../../ui/pill';
import { Ago } from '../desk';

const useStyles = makeStyles({
  head: {
    padding: '10px 16px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  row: { display: 'flex', alignItems: 'flex-start', gap: '8px' },
  title: {
    flex: 1,
    minWidth: 0,
    margin: 0,
    fontSize: '16px',
    lineHeight: '22px',
    fontWeight: 600,
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitLineClamp: 2,
    WebkitBoxOrient: 'vertical',
    overflow: 'hidden',
  },
  meta: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: '10px',
    marginTop: '2px',
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: 'tabular-nums',
  },
  warning: { marginTop: '8px' },
});

/** What the conversation is about and how it came here. `actions` are the pane's own buttons. */
export function ConversationHead({ contact, actions }: { contact: ContactSummary; actions: ReactNode }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <header className={styles.head}>
      <div className={styles.row}>
        <h2 className={styles.title} dir="auto">
          {contact.subject || t('mail.noSubject')}
        </h2>
        {contact.priority === 1 ? <Pill tone="bad">{t('contacts.priority', { priority: 1 })}</Pill> : null}
        {contact.state === 'closed' ? <Pill tone="plain">{t('contacts.closedState')}</Pill> : null}
        {actions}
      </div>
      <div className={styles.meta}>
        <span>{contact.csq.name}</span>
        <span aria-hidden="true">·</span>
        <span>{contact.entryPoint.address}</span>
        <span aria-hidden="true">·</span>
        <span>{t('contacts.number', { number: contact.number })}</span>
        <span aria-hidden="true">·</span>
        <span>
          {t('contacts.arrived')} <Ago since={contact.arrivedAt} />
        </span>
      </div>
      {contact.routingWarning ? (
        <MessageBar intent="warning" layout="multiline" className={styles.warning}>
          <MessageBarBody>{t(`contacts.routing.${contact.routingWarning}`)}</MessageBarBody>
        </MessageBar>
      ) : null}
    </header>
  );
}
