import { useTranslation } from 'react-i18next';
import type { OutgoingState } from '../../../common/contract/contact';
import { Pill, type PillTone } from '../../ui/pill';

const toneByState: Record<OutgoingState, PillTone> = {
  draft: 'plain',
  'in-review': 'warn',
  queued: 'brand',
  sending: 'brand',
  sent: 'ok',
  cancelled: 'plain',
  failed: 'bad',
  uncertain: 'warn',
  bounced: 'bad',
};

/** Where an outgoing message stands, in one word. */
export function OutgoingPill({ state }: { state: OutgoingState }) {
  const { t } = useTranslation();
  return <Pill tone={toneByState[state]}>{t(`outgoing.${state}`)}</Pill>;
}
