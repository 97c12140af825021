import { makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { personName } from '../../ui/person';
import { PersonMark } from '../../ui/person-mark';
import { Pill } from '../../ui/pill';
import { SectionHeading } from '../../ui/section-heading';
import { contactSelected } from '../contacts';
import { Age, selectWrapUpReasons } from '../desk';
import { selectOtherContacts } from './selectors';

const useStyles = makeStyles({
  who: {
    display: 'flex',
    gap: '10px',
    alignItems: 'center',
    padding: '12px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  text: { minWidth: 0 },
  name: { margin: 0, fontSize: '14px', fontWeight: 600, overflowWrap: 'anywhere' },
  dim: { color: tokens.colorNeutralForeground3 },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'minmax(76px, auto) minmax(0, 1fr)',
    gap: '3px 10px',
    margin: '10px 12px',
  },
  term: { color: tokens.colorNeutralForeground4 },
  value: { margin: 0, overflowWrap: 'anywhere', userSelect: 'text' },
  list: { listStyle: 'none', margin: 0, padding: 0 },
  earlier: {
    display: 'block',
    width: '100%',
    padding: '7px 12px',
    border: 'none',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    background: 'none',
    font: 'inherit',
    color: 'inherit',
    textAlign: 'left',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  subject: { fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', display: 'block' },
  meta: { display: 'flex', gap: '6px', alignItems: 'center', color: tokens.colorNeutralForeground3 },
});

/** Who this is, and what else of theirs was here. */
export function CustomerPanel({ contact }: { contact: ContactSummary }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const name = personName(contact.customer);
  const facts: [string, string][] = [
    [t('customer.email'), contact.customer.address],
    [t('customer.queue'), contact.csq.name],
    [t('customer.wroteTo'), contact.entryPoint.address],
    [t('customer.contact'), String(contact.number)],
    [t('customer.priority'), String(contact.priority)],
  ];
  return (
    <section aria-label={t('customer.title')}>
      <div className={styles.who}>
        <PersonMark name={name} size={36} />
        <div className={styles.text}>
          <h2 className={styles.name}>{name}</h2>
          <div className={styles.dim}>{t('customer.title')}</div>
        </div>
      </div>
      <dl className={styles.facts}>
        {facts.map(([term, value]) => (
          <Fact key={term} term={term} value={value} />
        ))}
      </dl>
      <Earlier />
    </section>
  );
}

function Fact({ term, value }: { term: string; value: string }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.term}>{term}</dt>
      <dd className={styles.value}>{value}</dd>
    </>
  );
}

function Earlier() {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const others = useAppSelector(selectOtherContacts);
  const reasons = useAppSelector(selectWrapUpReasons);
  if (others.length === 0) return null;
  return (
    <>
      <SectionHeading title={t('customer.others')} count={others.length} />
      <ul className={styles.list}>
        {others.map((contact) => {
          const disposition = reasons.find((reason) => reason.code === contact.dispositionCode);
          return (
            <li key={contact.id}>
              <button type="button" className={styles.earlier} onClick={() => dispatch(contactSelected(contact.id))}>
                <span className={styles.subject}>{contact.subject || t('mail.noSubject')}</span>
                <span className={styles.meta}>
                  <Age since={contact.arrivedAt} /> · {contact.csq.name}
                  {disposition ? <Pill tone="plain">{disposition.label}</Pill> : null}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
