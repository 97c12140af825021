import { runFromCommandLine } from '../support/measured-run';
import { deliveryToContact } from './delivery-to-contact';
import { deliveryToOffer } from './delivery-to-offer';
import { intake } from './intake';
import { rules } from './rules';

/** One entry a bench. */
await runFromCommandLine('bench', {
  'delivery-to-contact': deliveryToContact,
  'delivery-to-offer': deliveryToOffer,
  intake,
  rules,
});
