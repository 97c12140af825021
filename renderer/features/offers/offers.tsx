import { makeStyles } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { ErrorNotice } from '../../ui/error-notice';
import { personName } from '../../ui/person';
import { OfferCard } from './offer-card';
import { selectOffers } from './selectors';
import { problemDismissed } from './slice';
import { acceptOffer } from './thunks';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    padding: '8px',
    maxHeight: '60%',
    overflow: 'auto',
    flexShrink: 0,
  },
  unseen: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role="menu"] *'));

/** What is offered to the agent now, announced once for each new offer. */
export function Offers() {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const offers = useAppSelector(selectOffers);
  const wantedId = useAppSelector((state) => state.offers.wantedId);
  const problem = useAppSelector((state) => state.offers.problem);
  const first = offers[0];

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'a' || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (!first || isTyping(event.target)) return;
      event.preventDefault();
      void dispatch(acceptOffer(first.id));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [dispatch, first]);

  return (
    <>
      <OfferAnnouncer />
      {first || problem ? (
        <section className={styles.root} aria-label={t('offers.title')}>
          {problem ? (
            <ErrorNotice code={problem} intent="warning" onDismiss={() => dispatch(problemDismissed())} />
          ) : null}
          {offers.map((offer, index) => (
            <OfferCard
              key={offer.id}
              offer={offer}
              place={index + 1}
              count={offers.length}
              isWanted={offer.id === wantedId}
            />
          ))}
        </section>
      ) : null}
    </>
  );
}

/** Tells a screen reader of the newest offer, once, without taking the focus. */
function OfferAnnouncer() {
  const styles = useStyles();
  const { t } = useTranslation();
  const offers = useAppSelector(selectOffers);
  const newest = offers.reduce<(typeof offers)[number] | undefined>(
    (latest, offer) => ((latest?.offeredAt ?? '') < (offer.offeredAt ?? '') ? offer : latest),
    undefined,
  );
  const text = newest ? t('offers.announcement', { name: personName(newest.customer), queue: newest.csq.name }) : '';
  return (
    <div className={styles.unseen} role="status" aria-live="assertive" aria-atomic="true">
      {text}
    </div>
  );
}
