import { describe, expect, it } from 'vitest';
import { buildConfiguration } from '../../test/builders/configuration';
import { checkConfiguration } from './check-configuration';

const ack = { id: 'ack', name: 'Acknowledgement', text: 'Thank you' };
const night = { id: 'night', name: 'Night', then: { autoReply: 'ack' } };

describe('checkConfiguration', () => {
  it('names by whom is used what is left out, at the place that uses it', () => {
    const former = buildConfiguration({ templates: [ack], rules: [night] });
    expect(checkConfiguration({ ...former, templates: [] }, former)).toEqual({
      problems: [
        {
          path: ['rules', 0, 'then', 'autoReply'],
          message: 'the template “Acknowledgement” cannot be left out: it is used by the rule “Night”',
        },
      ],
    });
    expect(checkConfiguration({ ...former, templates: [] }, null)).toMatchObject({
      problems: [{ message: 'there is no template ack, which the rule “Night” names' }],
    });
  });

  it('names all places at once', () => {
    const { csqs, entryPoints } = buildConfiguration();
    const wrong = {
      csqs,
      entryPoints: [{ ...entryPoints[0], colour: 'red' }],
      rules: [{ id: 'A', name: '' }],
      more: 1,
    };
    const checked = checkConfiguration(wrong, null);
    expect('problems' in checked && checked.problems.map(({ path }) => path.join('.'))).toEqual([
      'entryPoints.0.colour',
      'rules.0.id',
      'rules.0.name',
      'more',
    ]);
  });

  it.each([['\0'], ['\ud83d'], ['\udc00']])('refuses a character that the database cannot keep', (character) => {
    const former = buildConfiguration({ templates: [ack] });
    const wrong = { ...former, templates: [{ ...ack, text: `Thank ${character} you` }] };
    expect(checkConfiguration(wrong, former)).toEqual({
      problems: [{ path: ['templates', 0, 'text'], message: 'holds a character that cannot be kept' }],
    });
  });

  it.each([
    [{ country: 'PL' }, true],
    [{ country: 'DE', state: 'BY' }, true],
    [{ country: 'DE', state: 'BY', region: 'A' }, true],
    [{ country: 'XX' }, false],
    [{ country: 'PL', state: 'BY' }, false],
    [{ country: 'DE', state: 'constructor' }, false],
    [{ country: 'DE', state: 'BY', region: 'B' }, false],
    [{ country: 'DE', region: 'A' }, false],
  ])('knows where there are holidays: %j', (holidays, isKnown) => {
    const calendars = [{ id: 'office', name: 'Office', timeZone: 'Europe/Warsaw', holidays }];
    const checked = checkConfiguration({ ...buildConfiguration(), calendars }, null);
    expect('problems' in checked ? checked.problems.map(({ path }) => path.join('.')) : []).toEqual(
      isKnown ? [] : ['calendars.0.holidays'],
    );
  });

  it('refuses what is too large, and what is no configuration at all', () => {
    const text = 'x'.repeat(50_000);
    const templates = Array.from({ length: 110 }, (_, index) => ({ ...ack, id: `t${index}`, text }));
    expect(checkConfiguration({ ...buildConfiguration(), templates }, null)).toEqual({
      problems: [{ path: [], message: 'is larger than 5 MB' }],
    });
    for (const nothing of [undefined, null, 7, 'text', []]) {
      expect(checkConfiguration(nothing, null)).toMatchObject({ problems: [{ path: [] }] });
    }
  });
});
