import { Button, makeStyles, mergeClasses, ProgressBar, tokens } from '@fluentui/react-components';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContactSummary } from '../../../common/contract/contact';
import { useAppDispatch, useAppSelector } from '../../app/hooks';
import { KeyCap } from '../../ui/key-cap';
import { personName } from '../../ui/person';
import { Pill } from '../../ui/pill';
import { Elapsed, Remaining, useServerNow } from '../desk';
import { offerCountdown } from './countdown';
import { acceptOffer } from './thunks';

const useStyles = makeStyles({
  card: {
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorBrandBackground}`,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow8,
  },
  ending: {
    border: '1px solid var(--rdBadInk)',
    animationName: {
      from: { backgroundColor: 'var(--rdBadSoft)' },
      to: { backgroundColor: tokens.colorNeutralBackground1 },
    },
    animationDuration: '1s',
    animationIterationCount: 'infinite',
    // For those who want no movement the red border and the number say it.
    '@media (prefers-reduced-motion: reduce)': { animationName: 'none' },
  },
  top: { display: 'flex', justifyContent: 'space-between', alignItems: 'center', gap: '8px' },
  name: {
    margin: 0,
    fontSize: '14px',
    fontWeight: 600,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  text: { margin: '2px 0 0', color: tokens.colorNeutralForeground3, fontVariantNumeric: 'tabular-nums' },
  subject: {
    margin: 0,
    color: tokens.colorNeutralForeground2,
    overflow: 'hidden',
    display: '-webkit-box',
    WebkitLineClamp: 2,
    WebkitBoxOrient: 'vertical',
    overflowWrap: 'anywhere',
  },
  bar: { margin: '8px 0' },
  foot: { display: 'flex', alignItems: 'center', gap: '8px' },
  hint: { marginLeft: 'auto', display: 'flex', gap: '6px', color: tokens.colorNeutralForeground4 },
});

type OfferCardProps = {
  offer: ContactSummary;
  /** Place in the queue of offers, from 1, and how many there are. */
  place: number;
  count: number;
  /** The person came by this offer's notification: its button takes the focus. */
  isWanted: boolean;
};

/** One offered contact with its countdown. */
export function OfferCard({ offer, place, count, isWanted }: OfferCardProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const isAccepting = useAppSelector((state) => state.offers.accepting.includes(offer.id));
  const { share, isEnding } = offerCountdown(offer, useServerNow());
  const nameId = useId();
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (isWanted) button.current?.focus();
  }, [isWanted]);

  return (
    <article className={mergeClasses(styles.card, isEnding && styles.ending)} aria-labelledby={nameId}>
      <div className={styles.top}>
        <h2 className={styles.name} id={nameId}>
          {personName(offer.customer)}
        </h2>
        {offer.offerExpiresAt === null ? null : (
          <Pill tone={isEnding ? 'bad' : 'brand'}>
            <Remaining until={offer.offerExpiresAt} />
          </Pill>
        )}
      </div>
      <p className={styles.text}>
        {offer.csq.name} · {t('offers.waiting')} <Elapsed since={offer.arrivedAt} />
      </p>
      <p className={styles.subject}>{offer.subject || t('mail.noSubject')}</p>
      <ProgressBar
        className={styles.bar}
        value={share}
        thickness="large"
        color={isEnding ? 'error' : 'brand'}
        aria-label={t('offers.timeLeft')}
      />
      <div className={styles.foot}>
        <Button
          ref={button}
          appearance="primary"
          disabledFocusable={isAccepting}
          aria-keyshortcuts={place === 1 ? 'A' : undefined}
          onClick={() => void dispatch(acceptOffer(offer.id))}
        >
          {isAccepting ? t('offers.accepting') : t('offers.accept')}
        </Button>
        <span className={styles.hint}>
          {t('offers.place', { place, count })}
          {place === 1 ? <KeyCap>A</KeyCap> : null}
        </span>
      </div>
    </article>
  );
}
