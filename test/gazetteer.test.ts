import { readFileSync } from 'node:fs';
import iso from 'i18n-iso-countries';
import { describe, expect, test } from 'vitest';
import { readGazetteer } from '../src/ask/ask.ts';
import type { Party } from '../src/model/party.ts';
import { ProblemError } from '../src/model/problem.ts';

const json = readFileSync(new URL('../data/gazetteer.json', import.meta.url), 'utf8');
const gazetteer = readGazetteer(json);
const parties = [...gazetteer.values()];
const states = parties.filter((party) => party.kind === 'state');
const organisations = parties.filter((party) => party.kind === 'organisation');

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

test('holds every ISO 3166-1 entry, and Kosovo', () => {
  const wanted = Object.keys(iso.getAlpha3Codes()).map((code) => (code === 'XKK' ? 'XKX' : code));
  expect(states.map(({ code }) => code).sort()).toEqual(wanted.sort());
  for (const { code, alpha2 } of states) {
    if (code !== 'XKX') expect(iso.alpha3ToAlpha2(code), code).toBe(alpha2);
  }
});

test('stands one party a line, in the order of the codes', () => {
  const lines = json.trimEnd().split('\n').slice(1, -1);
  const codes = lines.map((line) => (JSON.parse(line.replace(/,$/, '')) as Party).code);
  expect(codes).toEqual(parties.map(({ code }) => code));
  expect(codes).toEqual([...codes].sort());
});

test('codes and alpha-2 codes are unique, and none is both', () => {
  const codes = parties.flatMap(({ code, alpha2 }) => (alpha2 ? [code, alpha2] : [code]));
  expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
});

test('a name or alias leads to one party', () => {
  const owner = new Map<string, string>();
  const shared: string[] = [];
  for (const { code, names, aliases } of parties) {
    for (const form of new Set([names.en.name, names.fr.name, ...aliases].map(fold))) {
      if (owner.has(form)) shared.push(`${form}: ${owner.get(form)} and ${code}`);
      owner.set(form, code);
    }
  }
  expect(shared).toEqual([]);
});

test('no alias is listed twice or says what a name says', () => {
  const idle = parties.flatMap(({ code, names, aliases }) =>
    aliases
      .filter((alias, i) => aliases.indexOf(alias) !== i || [names.en.name, names.fr.name].includes(alias))
      .map((alias) => `${code} ${alias}`),
  );
  expect(idle).toEqual([]);
});

describe('names in sentences', () => {
  test.each(states.map((party) => [party.code, party] as const))(
    '%s has its articles right',
    (_, { names: { en, fr } }) => {
      expect([en.name, `the ${en.name}`]).toContain(en.full);
      expect(en.number).toBe('singular');
      // « les îles Cook »: the common noun takes a small letter behind its article.
      const name = fr.full.replace(/^(les |l’|le |la )/, '');
      expect([fr.name, fr.name.replace(/^Î/, 'î')]).toContain(name);
      const article = fr.full.slice(0, fr.full.length - name.length);
      if (fr.number === 'plural') expect(article).toBe('les ');
      else if (article === 'le ') expect(fr.gender).toBe('m');
      else if (article === 'la ') expect(fr.gender).toBe('f');
      else expect(['l’', '']).toContain(article);
      // Elision before a vowel; h of Haïti, Honduras and Hongrie does not elide.
      const elides = /^[aeiouéèêîâô]/i.test(name);
      if (article !== '' && fr.number === 'singular') expect(article === 'l’').toBe(elides);
    },
  );

  test.each(parties.map((party) => [party.code, party] as const))(
    '%s is spelt as Canadian typography has it',
    (_, party) => {
      for (const text of [party.names, ...party.aliases].map((value) => JSON.stringify(value))) {
        expect(text).not.toMatch(/'| {2}|\u00a0/);
        expect(text.normalize('NFC')).toBe(text);
      }
      expect(party.names.en.adjective).not.toBe('');
      if (party.names.en.adjective) expect(party.names.en.adjective).toMatch(/^\p{Lu}/u);
      if (party.names.fr.adjective) expect(party.names.fr.adjective).toMatch(/^\p{Ll}/u);
    },
  );

  test.each([
    ['CAN', 'Canada', 'le Canada', 'Canadian', 'canadien'],
    ['CHN', 'China', 'la Chine', 'Chinese', 'chinois'],
    ['USA', 'the United States', 'les États-Unis', 'American', 'américain'],
    ['GBR', 'the United Kingdom', 'le Royaume-Uni', 'British', 'britannique'],
    ['IND', 'India', 'l’Inde', 'Indian', 'indien'],
    ['ISR', 'Israel', 'Israël', 'Israeli', 'israélien'],
    ['ARE', 'the United Arab Emirates', 'les Émirats arabes unis', 'Emirati', 'émirien'],
    ['TUR', 'Türkiye', 'la Türkiye', 'Turkish', 'turc'],
    ['KOR', 'South Korea', 'la Corée du Sud', 'South Korean', 'sud-coréen'],
    ['PHL', 'the Philippines', 'les Philippines', 'Philippine', 'philippin'],
    ['CUB', 'Cuba', 'Cuba', 'Cuban', 'cubain'],
    ['UKR', 'Ukraine', 'l’Ukraine', 'Ukrainian', 'ukrainien'],
    ['TWN', 'Taiwan', 'Taïwan', 'Taiwanese', 'taïwanais'],
    ['HUN', 'Hungary', 'la Hongrie', 'Hungarian', 'hongrois'],
    ['MHL', 'the Marshall Islands', 'les îles Marshall', 'Marshallese', 'marshallais'],
    ['EU', 'the European Union', 'l’Union européenne', 'European', 'européen'],
    ['NATO', 'NATO', 'l’OTAN', null, 'otanien'],
    ['UN', 'the United Nations', 'l’ONU', null, 'onusien'],
    ['G7', 'the G7', 'le G7', null, null],
    ['ASEAN', 'ASEAN', 'l’ANASE', 'ASEAN', null],
    ['CPTPP', 'the CPTPP', 'le PTPGP', null, null],
  ])('%s reads %s and %s', (code, en, fr, enAdjective, frAdjective) => {
    const names = gazetteer.get(code)?.names;
    expect([names?.en.full, names?.fr.full, names?.en.adjective, names?.fr.adjective]).toEqual([
      en,
      fr,
      enAdjective,
      frAdjective,
    ]);
  });
});

describe('members', () => {
  test('only organisations have them; each is a party, once', () => {
    for (const { members } of states) expect(members).toEqual([]);
    for (const { code, members } of organisations) {
      expect(members.length, code).toBeGreaterThan(1);
      expect(new Set(members).size, code).toBe(members.length);
      for (const member of members) expect(gazetteer.has(member), `${code} ${member}`).toBe(true);
    }
  });

  test.each([
    ['UN', 193],
    ['EU', 27],
    ['NATO', 32],
    ['G7', 7],
    ['G20', 21],
    ['ASEAN', 11],
    ['CPTPP', 12],
    ['APEC', 21],
    ['OECD', 38],
    ['OAS', 34],
    ['AFUNION', 55],
    ['COMMONWEALTH', 56],
    ['OSCE', 57],
    ['WTO', 166],
    ['IMF', 191],
    ['WORLDBANK', 189],
    ['ARCTICCOUNCIL', 8],
  ])('%s has %i', (code, count) => {
    expect(gazetteer.get(code)?.members).toHaveLength(count);
  });

  test('the late comers are in, and those who left are out', () => {
    const members = (code: string) => gazetteer.get(code)?.members ?? [];
    expect(members('NATO')).toEqual(expect.arrayContaining(['FIN', 'SWE']));
    expect(members('ASEAN')).toContain('TLS');
    expect(members('CPTPP')).toContain('GBR');
    expect(members('EU')).not.toContain('GBR');
    expect(members('OAS')).not.toContain('NIC');
    for (const code of ['BFA', 'MLI', 'NER']) expect(members('OIF')).not.toContain(code);
  });
});

describe('a broken gazetteer is refused', () => {
  const one = parties.find(({ code }) => code === 'CAN');
  const problems = (text: string) => {
    try {
      readGazetteer(text);
    } catch (error) {
      if (error instanceof ProblemError) return error.problems;
      throw error;
    }
    return [];
  };
  test.each([
    ['no JSON', '[', 1, 'file'],
    ['no array', '{}', 1, 'file'],
    ['null', '[\nnull]', 2, 'code'],
    ['a name missing', JSON.stringify([{ ...one, names: { en: one?.names.en } }]), 2, 'names.fr.name'],
    [
      'a gender that is none',
      JSON.stringify([{ ...one, names: { ...one?.names, fr: { ...one?.names.fr, gender: 'x' } } }]),
      2,
      'names.fr.gender',
    ],
    ['a code twice', JSON.stringify([one, one]), 3, 'code'],
    ['a member that is none', JSON.stringify([{ ...one, members: ['XXX'] }]), 2, 'members'],
    ['aliases that are no list', JSON.stringify([{ ...one, aliases: 'CA' }]), 2, 'aliases'],
  ])('%s', (_, text, line, field) => {
    expect(problems(text)).toMatchObject([{ code: 'BAD_RECORD', place: { file: 'gazetteer.json', line, field } }]);
  });
});
