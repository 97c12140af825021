import { makeStyles } from '@fluentui/react-components';
import { MailInboxRegular } from '@fluentui/react-icons';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { EmptyState } from '../../ui/empty-state';
import { personName } from '../../ui/person';
import { Pill } from '../../ui/pill';
import { SectionHeading } from '../../ui/section-heading';
import { Age, Elapsed, Remaining, selectAgent, selectWrapUpReasons } from '../desk';
import { ListItem } from './list-item';
import { OutgoingPill } from './outgoing-pill';
import { selectGoingOut, selectWorkList, type GoingOut } from './selectors';
import { contactSelected } from './slice';

const useStyles = makeStyles({
  root: { flex: 1, minHeight: 0, overflow: 'auto', paddingBottom: '12px' },
  list: { listStyle: 'none', margin: 0, padding: 0 },
  queue: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** Everything in the agent's hands: active, in wrap-up, going out, closed just now. */
export function WorkList() {
  const styles = useStyles();
  const { t } = useTranslation();
  const { active, wrapUp, closed } = useAppSelector(selectWorkList);
  const goingOut = useAppSelector(selectGoingOut);
  const isReady = useAppSelector((state) => selectAgent(state)?.state === 'ready');
  const isEmpty = active.length + wrapUp.length + goingOut.length + closed.length === 0;
  return (
    <section className={styles.root} aria-label={t('contacts.title')}>
      {isEmpty ? (
        <EmptyState
          icon={<MailInboxRegular />}
          title={t('contacts.emptyTitle')}
          text={isReady ? t('contacts.emptyReady') : t('contacts.emptyNotReady')}
        />
      ) : null}
      <Section title={t('contacts.active')} count={active.length}>
        {active.map((contact) => (
          <ContactItem
            key={contact.id}
            contact={contact}
            time={contact.acceptedAt && <Elapsed since={contact.acceptedAt} />}
          />
        ))}
      </Section>
      <Section title={t('contacts.wrapUp')} count={wrapUp.length}>
        {wrapUp.map((contact) => (
          <ContactItem
            key={contact.id}
            contact={contact}
            time={contact.wrapUpUntil && <Remaining until={contact.wrapUpUntil} />}
          />
        ))}
      </Section>
      <Section title={t('contacts.goingOut')} count={goingOut.length}>
        {goingOut.map((message) => (
          <GoingOutItem key={message.id} message={message} />
        ))}
      </Section>
      <Section title={t('contacts.closed')} count={closed.length}>
        {closed.map((contact) => (
          <ContactItem key={contact.id} contact={contact} time={contact.closedAt && <Age since={contact.closedAt} />} />
        ))}
      </Section>
    </section>
  );
}

function Section({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  const styles = useStyles();
  const id = useId();
  if (count === 0) return null;
  return (
    <>
      <SectionHeading id={id} title={title} count={count} />
      <ul className={styles.list} aria-labelledby={id}>
        {children}
      </ul>
    </>
  );
}

function ContactItem({ contact, time }: { contact: ContactSummary; time: ReactNode }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const isSelected = useAppSelector((state) => state.contacts.selectedId === contact.id);
  const disposition = useAppSelector((state) =>
    selectWrapUpReasons(state).find((reason) => reason.code === contact.dispositionCode),
  );
  const isClosed = contact.state === 'closed';
  return (
    <ListItem
      name={personName(contact.customer)}
      subject={contact.subject || t('mail.noSubject')}
      time={time}
      isSelected={isSelected}
      onSelect={() => dispatch(contactSelected(contact.id))}
      foot={
        <>
          <span className={styles.queue}>{contact.csq.name}</span>
          {contact.priority === 1 && !isClosed ? (
            <Pill tone="bad">{t('contacts.priority', { priority: 1 })}</Pill>
          ) : null}
          {contact.routingWarning && !isClosed ? <Pill tone="warn">{t('contacts.routingWarning')}</Pill> : null}
          {isClosed && disposition ? <Pill tone="plain">{disposition.label}</Pill> : null}
          {!isClosed && contact.outgoingState ? <OutgoingPill state={contact.outgoingState} /> : null}
        </>
      }
    />
  );
}

function GoingOutItem({ message }: { message: GoingOut }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const recipient = message.contact?.customer ?? message.to[0];
  return (
    <ListItem
      name={recipient ? personName(recipient) : t('contacts.noRecipient')}
      subject={message.subject || t('mail.noSubject')}
      time={<Age since={message.changedAt} />}
      isSelected={false}
      onSelect={() => dispatch(contactSelected(message.contactId))}
      foot={<OutgoingPill state={message.state} />}
      words={message.serverWords}
    />
  );
}
