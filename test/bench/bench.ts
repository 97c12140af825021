import { runFromCommandLine } from '../support/measured-run';
import { deliveryToOffer } from './delivery-to-offer';
import { intake } from './intake';
import { rules } from './rules';

/** One entry a bench. */
await runFromCommandLine('bench', { 'delivery-to-offer': deliveryToOffer, intake, rules });
