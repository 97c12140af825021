import { runFromCommandLine } from '../support/measured-run';
import { intake } from './intake';

/** One entry a fault run. */
await runFromCommandLine('chaos', { intake });
