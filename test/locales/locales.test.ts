import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGENT_STATES, ROLES } from '../../common/contract/agent';
import { OUTGOING_STATES, routingWarningSchema } from '../../common/contract/contact';
import { ERROR_CODES } from '../../common/contract/errors';
import { FOLDER_PROBLEMS } from '../../common/contract/intake';
import { EXPLAINED_REASONS } from '../../renderer/features/intake/reasons';
import { WAYS_ON, wayOnFor } from '../../renderer/ui/error-way-on';
import { repositoryRoot } from '../support/repository-root';

const LANGUAGES = ['en', 'es', 'ko', 'pl', 'tr'];
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Texts = { [key: string]: string | Texts };
const flat = (texts: Texts, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flat(value, `${prefix}${key}.`)),
    ),
  );
const read = (language: string): Record<string, string> =>
  flat(JSON.parse(readFileSync(join(repositoryRoot, `assets/locales/${language}.json`), 'utf8')) as Texts);
const baseKeys = (texts: Record<string, string>): string[] =>
  [...new Set(Object.keys(texts).map((key) => key.replace(PLURAL, '')))].sort();
const variablesOf = (text: string): string[] => [...new Set(text.match(/{{\w+}}/g) ?? [])].sort();

const english = read('en');

describe.each(LANGUAGES)('%s', (language) => {
  const texts = read(language);

  it('has the same keys as English', () => {
    expect(baseKeys(texts)).toEqual(baseKeys(english));
  });

  it('has every plural form of its language', () => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = baseKeys(texts).filter((key) => `${key}_other` in texts);
    expect(plurals.length).toBeGreaterThan(0);
    const expected = plurals.flatMap((key) => categories.map((category) => `${key}_${category}`)).sort();
    expect(
      Object.keys(texts)
        .filter((key) => PLURAL.test(key))
        .sort(),
    ).toEqual(expected);
  });

  it('fills in the same variables as English', () => {
    for (const [key, text] of Object.entries(texts)) {
      const expected = variablesOf(english[key.replace(PLURAL, '')] ?? english[key.replace(PLURAL, '_other')] ?? '');
      // A singular may say "one" in words.
      const mayLackCount = PLURAL.test(key) && !key.endsWith('_other');
      const relevant = (variables: string[]) => variables.filter((each) => !mayLackCount || each !== '{{count}}');
      expect({ key, variables: relevant(variablesOf(text)) }).toEqual({ key, variables: relevant(expected) });
    }
  });

  it('leaves nothing empty', () => {
    expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('is translated', () => {
    if (language === 'en') return;
    const long = Object.keys(texts).filter((key) => (english[key] ?? '').length > 20);
    expect(long.filter((key) => texts[key] === english[key])).toEqual([]);
  });
});

describe('the code', () => {
  const files = readdirSync(join(repositoryRoot, 'renderer'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !file.includes('.test.'),
  );
  const source = files.map((file) => readFileSync(join(repositoryRoot, 'renderer', file), 'utf8')).join('\n');
  const keys = baseKeys(english);

  it('uses no key that does not exist', () => {
    const used = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    expect(used.length).toBeGreaterThan(80);
    expect(used.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('uses every key', () => {
    const templates = [...source.matchAll(/\bt\(\s*`([^`]+)`/g)].map(
      (match) => new RegExp(`^${(match[1] ?? '').replaceAll('.', '\\.').replace(/\$\{[^}]+\}/g, '[^.]+')}$`),
    );
    const unused = keys.filter((key) => !source.includes(`'${key}'`) && !templates.some((each) => each.test(key)));
    expect(unused).toEqual([]);
  });
});

describe('every closed set has its texts', () => {
  it.each(ERROR_CODES)('error %s: title, explanation and way on', (code) => {
    expect(english[`errors.${code}.title`]).toBeDefined();
    expect(english[`errors.${code}.text`]).toBeDefined();
    const wayOn = wayOnFor(code);
    expect(WAYS_ON).toContain(wayOn);
    if (wayOn !== 'none') expect(english[`wayOn.${wayOn}`]).toBeDefined();
  });

  it.each([
    ['agentState.', AGENT_STATES],
    ['role.', ROLES],
    ['outgoing.', OUTGOING_STATES],
    ['outgoing.explained.', OUTGOING_STATES.filter((state) => state !== 'draft')],
    ['contacts.routing.', routingWarningSchema.options],
    ['connections.service.', ['connected', 'connecting', 'offline']],
    ['connections.mailStore.', ['connected', 'connecting', 'offline']],
    ['composer.problem.', ['no-recipient', 'invalid-recipient', 'empty-message']],
    ['editor.', ['bold', 'italic', 'underline', 'bullets', 'numbers', 'quote']],
    ['intake.folderProblem.', FOLDER_PROBLEMS],
    ['intake.reason.', [...EXPLAINED_REASONS, 'other'].flatMap((reason) => [`${reason}.title`, `${reason}.text`])],
  ])('%s', (prefix, members: readonly string[]) => {
    expect(members.filter((member) => english[prefix + member] === undefined)).toEqual([]);
  });
});
