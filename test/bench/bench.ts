import { runFromCommandLine } from '../support/measured-run';
import { deliveryToOffer } from './delivery-to-offer';

/** One entry a bench. */
await runFromCommandLine('bench', { 'delivery-to-offer': deliveryToOffer });
