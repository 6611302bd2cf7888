// Facts that no person has reviewed: left out of briefs unless asked for, marked wherever they appear, counted either way; and a question that has more
// events than a brief takes. On both makes of store, in both languages, with a file of reports coded by machine.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Chancery, type Draft, openChancery } from '../src/brief.ts';
import { importFile } from '../src/curate.ts';
import { type Doc, textOf } from '../src/model/doc.ts';
import type { Agreement, Fact, Indicator, Language, Office } from '../src/model/fact.ts';
import type { Request } from '../src/model/question.ts';
import { type Server, serve } from '../src/serve/serve.ts';
import { openWorld } from '../src/world.ts';
import { ACT, event, makes, question, source } from './stores.ts';

const GDELT = readFileSync(new URL('fixtures/import/gdelt.tsv', import.meta.url));
const MARK: Record<Language, RegExp> = { en: /[(;] ?not reviewed\)/, fr: /[(;] ?non révisé\)/ };
/** Words on the record that speak of drafts themselves. */
const SPOKEN: Record<Language, RegExp> = { en: /reviewed by a person/, fr: /révisés? par une personne/ };
const COMMON = {
  parties: ['BTN', 'NPL'],
  topics: ['trade' as const],
  significance: 3,
  thread: null,
  links: [],
  sources: ['test/one'],
  confidence: 'confirmed' as const,
  disputed: null,
  note: null,
  next: null,
  sameAs: [],
};
const both = (en: string, fr: string) => ({ en, fr });
const agreement: Agreement = {
  ...COMMON,
  id: 'btn-npl/pact',
  kind: 'agreement',
  title: both('Pact on transit', 'Pacte sur le transit'),
  short: null,
  type: 'agreement',
  status: 'in force',
  negotiationsOpened: null,
  concluded: null,
  signed: '2024-02-03',
  provisionallyApplied: null,
  inForce: '2024-06-01',
  ended: null,
  summary: both('They opened transit.', 'Ils ont ouvert le transit.'),
  clause: {
    en: { subject: 'the pact', predicate: 'opens transit', noun: 'the pact', state: 'transit is open', label: null },
    fr: {
      subject: 'le pacte',
      predicate: 'ouvre le transit',
      noun: 'le pacte',
      state: 'le transit est ouvert',
      label: null,
    },
  },
  stateRestsOn: [],
};
const indicator: Indicator = {
  ...COMMON,
  id: 'btn-npl/trade-2024',
  kind: 'indicator',
  series: 'btn-npl/trade',
  name: both('Merchandise trade', 'Commerce de marchandises'),
  period: '2024',
  value: 12,
  unit: 'USD billion',
  basis: null,
  frequency: 'annual',
  flow: 'total',
};
const office: Office = {
  ...COMMON,
  id: 'btn-npl/envoy',
  kind: 'office',
  party: 'BTN',
  post: both('Ambassador to Nepal', 'Ambassadeur au Népal'),
  holder: 'K. Dorji',
  holderNative: { lang: 'ne', text: 'के. दोर्जी' },
  from: '2024-03',
  to: null,
  rank: 3,
};
const REVIEWED: Fact[] = [
  event('opening', { date: '2023-01-02', significance: 5 }),
  event('visit', { date: '2023-09-02' }),
  event('treaty', { date: '2024-02-03', type: 'AGREE', significance: 4 }),
];
const answering = event('answer', { date: '2024-05-07', links: [{ type: 'responds_to', to: 'btn-npl/treaty' }] });
const DRAFTS: Fact[] = [
  event('report', { date: '2024-05-08', significance: 4 }),
  answering,
  agreement,
  indicator,
  office,
];

describe.each(makes)('on $name', ({ place: newPlace }) => {
  let house: Chancery;
  let server: Server;
  beforeAll(async () => {
    const place = await newPlace();
    house = await openChancery(place.world());
    await house.store.record({ record: 'source', body: source('one') }, ACT);
    for (const body of REVIEWED) await house.store.record({ record: 'fact', body }, ACT);
    for (const body of DRAFTS) await house.store.record({ record: 'fact', body }, ACT, { machineCoded: true });
    await importFile(house, () => [GDELT], { ...ACT, acceptValid: true });
    const crowd = Array.from({ length: 431 }, (_, n) => ({
      record: 'fact' as const,
      line: n + 1,
      body: event(`crowd-${n}`, { id: `btn-mdv/${n}`, parties: ['BTN', 'MDV'], significance: n < 7 ? 4 : 1 }),
    }));
    await house.store.recordMany(() => crowd, ACT);
    server = await serve(house, { host: '127.0.0.1', port: 0, log: () => {}, read: openWorld().read });
  });
  afterAll(async () => {
    await server.close();
    await house.close();
  });

  const pair = ['BTN', 'NPL'];
  const draft = (request: Request) => house.draft({ parties: pair, ...request });
  const codes = ({ notes }: Draft) => notes.map(({ code, message }) => [code, /\d+$/.exec(message)?.[0]]);
  const last = (doc: Doc): string => {
    const block = doc.blocks.at(-1);
    return block?.type === 'paragraph' ? textOf(block.children) : '';
  };

  test('the store counts what it leaves out, offices of the two among it, and nothing where it leaves out nothing', async () => {
    const without = await house.store.find(question(pair));
    const with_ = await house.store.find(question(pair, { includeDrafts: true }));
    expect(without.draftsLeft).toBe(DRAFTS.length);
    expect(with_.facts.length - without.facts.length).toBe(DRAFTS.length);
    expect(with_.draftsLeft).toBeUndefined();
    expect([...(with_.drafts ?? [])].sort()).toEqual(DRAFTS.map(({ id }) => id).sort());
    expect((await house.store.find(question(pair, { since: '2025' }))).draftsLeft).toBe(2);
    expect((await house.store.find(question(pair, { topics: ['culture'] }))).draftsLeft).toBe(1);
    expect((await house.store.find(question(['CAN', 'JPN']))).draftsLeft).toBeUndefined();
  });

  test.each<[Language, string]>([
    ['en', 'Left out because no person has reviewed them: 5 facts.'],
    ['fr', 'Omis parce que personne ne les a encore révisés : 5 faits.'],
  ])('they are left out of a brief, which says how many (%s)', async (language, line) => {
    const brief = await draft({ language });
    expect(codes(brief)).toContainEqual(['DRAFTS_LEFT_OUT', '5']);
    expect(
      brief.kept
        .concat(brief.dropped as never[])
        .map(({ fact }) => fact)
        .sort(),
    ).toEqual(REVIEWED.map(({ id }) => id).sort());
    expect(last(brief.doc).replaceAll('\u00a0', ' ')).toContain(line);
    expect(brief.statements.filter(({ text }) => MARK[language].test(text))).toEqual([]);
    const json = JSON.parse(new TextDecoder().decode(house.write(brief, 'json').bytes));
    expect(json.drafts).toEqual([]);
    expect(json.question).not.toHaveProperty('includeDrafts');
  });

  test('a pair of which there is nothing else says that there are drafts', async () => {
    const brief = await draft({ parties: ['ROU', 'USA'], until: '2024-12' });
    expect(codes(brief)).toEqual([
      ['NOTHING_RECORDED', undefined],
      ['DRAFTS_LEFT_OUT', '1'],
    ]);
    expect(last(brief.doc)).toContain('Left out because no person has reviewed it: one fact.');
  });

  describe.each<Language>(['en', 'fr'])('asked for (%s)', (language) => {
    test.each(['full-brief', 'bilateral-note', 'one-page'])('each is marked where it appears: %s', async (product) => {
      for (const parties of [pair, ['CAN', 'CHN']]) {
        const brief = await draft({ parties, language, product, includeDrafts: true });
        const unseen = new Set(brief.drafts);
        expect(unseen.size).toBeGreaterThan(0);
        const resting = brief.statements.filter(({ facts }) => facts.some((id) => unseen.has(id)));
        if (parties === pair) expect(resting.length).toBeGreaterThan(2);
        for (const { text } of resting)
          expect(MARK[language].test(text) || SPOKEN[language].test(text) || ofRecord(language, text), text).toBe(true);
        for (const { text } of brief.statements.filter((s) => !resting.includes(s)))
          expect(MARK[language].test(text), text).toBe(false);
        const cited = brief.kept.filter(({ fact }) => unseen.has(fact)).length;
        if (cited > 0) expect(codes(brief)).toContainEqual(['DRAFTS_CITED', String(cited)]);
        expect(codes(brief).map(([code]) => code)).not.toContain('DRAFTS_LEFT_OUT');
        const json = JSON.parse(new TextDecoder().decode(house.write(brief, 'json').bytes));
        expect(json.question.includeDrafts).toBe(true);
        expect(json.graphql.variables.request.includeDrafts).toBe(true);
        expect(json.drafts.sort()).toEqual(brief.kept.flatMap(({ fact }) => (unseen.has(fact) ? [fact] : [])).sort());
      }
    });

    test('a line among the gaps says how many; where there are no gaps, the last line does', async () => {
      const told = (await draft({ language, includeDrafts: true })).statements.filter(({ text }) =>
        SPOKEN[language].test(text),
      );
      expect(told.map(({ text }) => text)).toEqual([
        language === 'en'
          ? 'Five of the facts cited have not been reviewed by a person.'
          : 'Cinq des faits cités n’ont pas encore été révisés par une personne.',
      ]);
      const page = await draft({ language, product: 'one-page', includeDrafts: true });
      const cited = page.kept.filter(({ fact }) => page.drafts.includes(fact)).length;
      expect(cited).toBeGreaterThan(0);
      expect(last(page.doc).replaceAll('\u00a0', ' ')).toContain(
        language === 'en'
          ? `Facts cited that no person has reviewed: ${cited}.`
          : `Faits cités que personne n’a encore révisés : ${cited}.`,
      );
      expect(last(page.doc)).toContain(
        language === 'en' ? 'facts that are not reviewed included' : 'y compris les faits non révisés',
      );
    });
  });

  test('they do not turn the bottom line, and a brief with them is another brief with another name', async () => {
    const [without, with_] = [await draft({}), await draft({ includeDrafts: true })];
    const direction = ({ dossier }: Draft) =>
      dossier.sections.flatMap((s) =>
        s.section === 'bottom-line' ? s.sentences.filter((x) => x.form === 'direction') : [],
      );
    expect(direction(with_).flatMap(({ facts }) => facts)).not.toContain('btn-npl/report');
    expect(direction(with_)).toEqual(direction(without));
    expect(with_.id).not.toBe(without.id);
    expect(house.write(with_, 'json').fileName).toBe('bhutan-nepal-with-drafts.json');
    expect(house.write(await draft({ includeDrafts: true, language: 'fr' }), 'json').fileName).toBe(
      'bhoutan-nepal-avec-non-revises.json',
    );
  });

  test('over GraphQL a statement says whether it rests on one, and its facts are found', async () => {
    const query = `query ($request: BriefRequestInput!) { brief(request: $request) { question { includeDrafts }
      notes { code } statements { text isDraft factIds facts { factId isDraft } } selection { kept { factId fact { isDraft } } } } }`;
    const ask = async (includeDrafts: boolean | null) => {
      const body = JSON.stringify({ query, variables: { request: { parties: pair, includeDrafts } } });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
      return ((await answer.json()) as { data: { brief: Told } }).data.brief;
    };
    interface Told {
      question: { includeDrafts: boolean };
      notes: { code: string }[];
      statements: {
        text: string;
        isDraft: boolean;
        factIds: string[];
        facts: { factId: string; isDraft: boolean }[];
      }[];
      selection: { kept: { factId: string; fact: { isDraft: boolean } | null }[] };
    }
    const drafts = DRAFTS.map(({ id }) => id);
    const with_ = await ask(true);
    expect(with_.question.includeDrafts).toBe(true);
    expect(with_.notes.map(({ code }) => code)).toContain('DRAFTS_CITED');
    for (const { factIds, facts, isDraft } of with_.statements) {
      expect(facts.map(({ factId }) => factId)).toEqual(factIds);
      expect(facts.map((fact) => fact.isDraft)).toEqual(factIds.map((id) => drafts.includes(id)));
      expect(isDraft).toBe(factIds.some((id) => drafts.includes(id)));
    }
    for (const { factId, fact } of with_.selection.kept) expect(fact?.isDraft).toBe(drafts.includes(factId));
    const without = await ask(null);
    expect(without.question.includeDrafts).toBe(false);
    expect(without.statements.some(({ isDraft }) => isDraft)).toBe(false);
  });

  test('the staff page asks for them with a box that stays ticked', async () => {
    const page = await (await fetch(`${server.url}/?lang=fr`)).text();
    expect(page).toMatch(/<input type="checkbox" id="drafts" name="drafts" value="1">/);
    const wrong = await (await fetch(`${server.url}/ask?text=Bhutan-Atlantis&drafts=1`)).text();
    expect(wrong).toMatch(/id="drafts"[^>]* checked>/);
    const ask = `${server.url}/ask?text=Bhutan-Nepal&format=json`;
    expect(JSON.parse(await (await fetch(`${ask}&drafts=1`)).text()).drafts).toHaveLength(DRAFTS.length);
    expect(JSON.parse(await (await fetch(ask)).text()).drafts).toEqual([]);
  });

  test('of more events than a brief takes it takes the most significant, and says of how many', async () => {
    const { most, facts } = await house.store.find(question(['BTN', 'MDV']));
    expect(most).toEqual({ taken: 400, of: 431 });
    expect(facts.filter((fact) => fact.significance === 4)).toHaveLength(7);
    for (const [language, line] of [
      ['en', 'Events taken: the 400 most significant of 431.'],
      ['fr', 'Événements retenus : les 400 plus importants sur 431.'],
    ] as const) {
      const brief = await draft({ parties: ['BTN', 'MDV'], language });
      expect(codes(brief)).toContainEqual(['MOST_SIGNIFICANT', '431']);
      expect(last(brief.doc).replaceAll('\u00a0', ' ')).toContain(line);
      const json = JSON.parse(new TextDecoder().decode(house.write(brief, 'json').bytes));
      expect(json.selection.events).toEqual({ taken: 400, of: 431 });
    }
    expect((await house.store.find(question(pair))).most).toBeUndefined();
  });
});

/** Remarks on the record among the gaps, which say nothing of what a fact says. */
function ofRecord(language: Language, text: string): boolean {
  const remarks = {
    en: /^The newest fact recorded|rest on|rests on|^No figure|^Open, with/,
    fr: /^Le fait consigné le plus récent|repose|^Aucun chiffre|^Dossiers en cours/,
  };
  return remarks[language].test(text);
}
