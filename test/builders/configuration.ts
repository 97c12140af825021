import { randomUUID } from 'node:crypto';
import {
  configurationSchema,
  type Configuration,
  type ConfigurationInput,
} from '../../common/contract/configuration/configuration';
import { csqIdSchema, entryPointIdSchema } from '../../common/ids';

/** A queue with its address, valid; other parts as told. */
export function buildConfiguration(parts: Partial<ConfigurationInput> = {}): Configuration {
  const csq = csqIdSchema.parse(randomUUID());
  return configurationSchema.parse({
    csqs: [{ id: csq, name: 'Support', isDefault: true }],
    entryPoints: [
      {
        id: entryPointIdSchema.parse(randomUUID()),
        address: 'support@example.com',
        displayName: 'Example Support',
        csq,
        isDefault: true,
      },
    ],
    ...parts,
  });
}
