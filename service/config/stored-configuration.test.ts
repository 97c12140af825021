import { describe, expect, it } from 'vitest';
import { buildConfiguration } from '../../test/builders/configuration';
import { parseStored } from './stored-configuration';

describe('parseStored', () => {
  const configuration = buildConfiguration({ rules: [{ id: 'night', name: 'Night' }] });

  it('gives settings their defaults that the program of then did not have', () => {
    const { csqs, entryPoints } = configuration;
    expect(parseStored({ csqs, entryPoints }, 3)).toEqual({
      configuration: { ...configuration, rules: [] },
      unknownSettings: [],
    });
  });

  it('leaves out settings that only another program knows, wherever they are', () => {
    const [rule] = configuration.rules;
    const newer = {
      ...configuration,
      chat: { isOn: true },
      rules: [{ ...rule, colour: 'red', when: { ...rule?.when, moon: 'full' } }],
    };
    const { configuration: read, unknownSettings } = parseStored(newer, 3);
    expect(read).toEqual(configuration);
    expect(unknownSettings.sort()).toEqual(['chat', 'rules.0.colour', 'rules.0.when.moon']);
    expect(newer.chat).toEqual({ isOn: true });
  });

  it('says what is wrong with what it cannot read, and how to mend it', () => {
    const wrong = { ...configuration, chat: 1, defaultRule: { priority: 11, skill: null } };
    expect(() => parseStored(wrong, 3)).toThrow(
      /^Version 3 of the configuration .* cannot be used by this program: defaultRule\.priority: .*"configuration import"$/,
    );
    expect(() => parseStored('nothing', 3)).toThrow('Version 3');
  });
});
