import {
  configurationSchema,
  type Configuration,
  type ConfigurationInput,
} from '../../common/contract/configuration/configuration';

/** A queue with its address, valid; other parts as told. */
export function buildConfiguration(parts: Partial<ConfigurationInput> = {}): Configuration {
  const csq = '00000000-0000-4000-8000-00000000c500';
  return configurationSchema.parse({
    csqs: [{ id: csq, name: 'Support', isDefault: true }],
    entryPoints: [
      {
        id: '00000000-0000-4000-8000-00000000e900',
        address: 'support@example.com',
        displayName: 'Example Support',
        csq,
        isDefault: true,
      },
    ],
    ...parts,
  });
}
