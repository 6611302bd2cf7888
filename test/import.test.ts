// The import: what comes in byte by byte, what leaves row by row, and what goes out again.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGazetteer } from '../src/ask/gazetteer.ts';
import { meaningOf } from '../src/import/cameo.ts';
import { COLUMNS, folded } from '../src/import/columns.ts';
import { readCell, readList, writeCell, writeList } from '../src/import/csv.ts';
import { FIELDS } from '../src/import/fields.ts';
import { Gather } from '../src/import/gather.ts';
import { significanceOf } from '../src/import/gdelt.ts';
import {
  type Context,
  detect,
  exportCsv,
  exportJsonl,
  type Good,
  type Kept,
  KINDS,
  type Kind,
  LEFT_OUT,
  REASONS,
  type Reading,
  type Reason,
  type Refused,
  type Row,
  readMachineWords,
  readRows,
  refusedFile,
} from '../src/import/import.ts';
import { partiesOf } from '../src/import/party.ts';
import { MAX_ROW } from '../src/import/row.ts';
import { wikidataDate } from '../src/import/wikidata.ts';
import { fill } from '../src/import/words.ts';
import { writtenDate, writtenNumber } from '../src/import/written.ts';
import { EVENT_TYPES, type Event, type Fact } from '../src/model/fact.ts';
import type { Party } from '../src/model/party.ts';
import { ProblemError } from '../src/model/problem.ts';
import { checkData } from '../src/store/check.ts';
import { faultsOf } from '../src/store/shape.ts';

const ROOT = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path));
const text = (path: string) => read(path).toString('utf8');
const fixture = (name: string) => read(`test/fixtures/import/${name}`);

const gazetteer = readGazetteer(text('data/gazetteer.json'));
const json = (path: string) => JSON.parse(text(path)) as unknown;
const words = readMachineWords({ en: json('templates/words/en.json'), fr: json('templates/words/fr.json') });
const context: Context = { gazetteer, words, today: '2026-11-24', faultsOf };

const bytesOf = (content: string) => new TextEncoder().encode(content);

/** Reads a whole file in pieces of one size; what holds is asked of its content where it is not given. */
async function rowsOf(
  content: string | Uint8Array,
  options: { kind?: Kind; piece?: number; context?: Context } = {},
): Promise<{ rows: Row[]; reading: Reading }> {
  const bytes = typeof content === 'string' ? bytesOf(content) : content;
  const piece = options.piece ?? 1 << 16;
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
  const reading = readRows(pieces(), options.kind ?? detect(bytes).kind, options.context ?? context);
  const rows: Row[] = [];
  for await (const row of reading) rows.push(row);
  return { rows, reading };
}

const good = (rows: Row[]): Good[] => rows.filter((row) => row.outcome === 'good');
const refused = (rows: Row[]): Refused[] => rows.filter((row) => row.outcome === 'refused');
const factsOf = (rows: Row[]): Fact[] =>
  good(rows).flatMap(({ entries }) => entries.flatMap((entry) => (entry.record === 'fact' ? [entry.body] : [])));
const problems = (rows: Row[]): [number, string, Reason][] =>
  refused(rows).flatMap(({ line, problems }) =>
    problems.map(({ field, reason }): [number, string, Reason] => [line, field, reason]),
  );
const first = <Value>(list: readonly Value[]): Value => {
  if (list[0] === undefined) throw new Error('nothing there');
  return list[0];
};

const lines = (path: string) => text(path).split('\n').filter(Boolean);
/** The whole data of the release, as a store would give it. */
const everything: Kept[] = [
  ...lines('data/sources.jsonl').map((line) => ({ record: 'source', body: JSON.parse(line) }) as Kept),
  ...lines('data/threads.jsonl').map((line) => ({ record: 'thread', body: JSON.parse(line) }) as Kept),
  ...readdirSync(join(ROOT, 'data/facts'))
    .flatMap((name) => lines(`data/facts/${name}`))
    .map((line) => ({ record: 'fact', body: JSON.parse(line) }) as Kept),
].sort((a, b) => {
  const order = ['source', 'thread', 'fact'];
  return order.indexOf(a.record) - order.indexOf(b.record) || (a.body.id < b.body.id ? -1 : 1);
});

async function gathered(pieces: AsyncIterable<string>): Promise<string> {
  let whole = '';
  for await (const piece of pieces) whole += piece;
  return whole;
}

const keptOf = (rows: Row[]): Kept[] =>
  good(rows).flatMap(({ entries, state, machineCoded, marking }) =>
    entries.map((entry) => ({ ...entry, state, machineCoded, marking })),
  );

describe('what a file holds is seen from its content', () => {
  const cases: [string, Kind][] = [
    ['cts.csv', 'cts-csv'],
    ['gdelt.tsv', 'gdelt'],
    ['indicators-utf-16.txt', 'csv'],
    ['sheet-en.csv', 'csv'],
    ['sheet-fr-windows-1252.csv', 'csv'],
    ['unts.csv', 'unts-csv'],
    ['wikidata-agreements.json', 'sparql-json'],
    ['wikidata-missions.csv', 'sparql-csv'],
    ['wikidata-offices.csv', 'sparql-csv'],
  ];
  test('every fixture', () => {
    expect(readdirSync(join(ROOT, 'test/fixtures/import')).sort()).toEqual(cases.map(([name]) => name));
    for (const [name, kind] of cases) expect(detect(fixture(name)).kind, name).toBe(kind);
    expect(detect(read('data/facts/CAN-CHN.jsonl')).kind).toBe('jsonl');
    expect(detect(read('data/threads.jsonl')).kind).toBe('jsonl');
  });

  test('kinds that look alike are told apart', () => {
    const kindOf = (content: string) => detect(bytesOf(content)).kind;
    // A table of ours whose columns are treaties’; a register has numbers of its own.
    expect(kindOf('Title,Parties,Signed,In force\nx,Canada;France,2001,2002\n')).toBe('csv');
    expect(kindOf('CTS number,Title,Signed\n1,x,2001\n')).toBe('cts-csv');
    expect(kindOf('reg_num,title,con_date\n1,x,2001\n')).toBe('unts-csv');
    // A table of ours with a column called like a variable of a query.
    expect(kindOf('person,title,date\nx,y,2001\n')).toBe('csv');
    // Tabs: an export of 61 columns, or a table with a header.
    expect(kindOf('date\ttitle\turl\n')).toBe('csv');
    expect(kindOf('{"results":{"bindings":[]},"head":{"vars":[]}}')).toBe('sparql-json');
    expect(kindOf('# a comment\n{"id":"x"}\n')).toBe('jsonl');
    expect(kindOf('\ufeffsep=;\r\ndate;title;url\r\n')).toBe('csv');
    expect(detect(bytesOf('sep=;\r\ndate;title, long;url\r\n')).delimiter).toBe(';');
  });

  test('what is none of them is refused, with the list', () => {
    for (const content of [
      '',
      '\n\n',
      '%PDF-1.7',
      'PK\u0003\u0004',
      '<html>',
      'one,two\n1,2\n',
      '[1,2]',
      '\u0000\u0000',
    ]) {
      expect(() => detect(bytesOf(content)), content).toThrow(ProblemError);
    }
    expect(() => detect(bytesOf('one,two\n1,2\n'))).toThrow(/one,two/);
  });
});

describe('dates and numbers as people write them', () => {
  const date = (typed: string, order: 'day-first' | 'month-first' | null = null) => {
    const read = writtenDate(typed, order);
    return 'value' in read ? read.value : read.reason;
  };
  test('dates', () => {
    const cases: Record<string, string> = {
      '2024-03-05': '2024-03-05',
      '2018-12~': '2018-12~',
      '2018-12-01/..': '2018-12-01/..',
      '2018/2020': '2018/2020',
      '5 mars 2024': '2024-03-05',
      '1er août 2024': '2024-08-01',
      'March 5, 2024': '2024-03-05',
      'Tuesday, March 5th, 2024': '2024-03-05',
      'le 5 mars 2024': '2024-03-05',
      'Mar 2024': '2024-03',
      'Sept. 2024': '2024-09',
      'févr. 2024': '2024-02',
      '2024': '2024',
      'c. 2018': '2018~',
      'vers 2018': '2018~',
      'about March 2018': '2018-03~',
      '2018?': '2018?',
      '2018–2020': '2018/2020',
      'de 2018 à 2020': '2018/2020',
      'from 5 March 2024 to 2 April 2024': '2024-03-05/2024-04-02',
      '5–7 March 2024': '2024-03-05/2024-03-07',
      'du 5 au 7 mars 2024': '2024-03-05/2024-03-07',
      'March 5-7, 2024': '2024-03-05/2024-03-07',
      'January–March 2024': '2024-01/2024-03',
      'since 2018': '2018/..',
      'depuis le 5 mars 2024': '2024-03-05/..',
      'jusqu’en 2020': '../2020',
      'the 2010s': '201X',
      'années 2010': '201X',
      'été 2024': '2024-22',
      '45356': '2024-03-05',
      '45356.75': '2024-03-05',
      '20240305': '2024-03-05',
      '2024-03-05T14:30:00Z': '2024-03-05',
      '2024/3/5': '2024-03-05',
      '03/2024': '2024-03',
      '25/03/2024': '2024-03-25',
      '03/25/2024': '2024-03-25',
      '05/05/2024': '2024-05-05',
      '25.03.2024': '2024-03-25',
      '5-Mar-2024': '2024-03-05',
      '5\u00a0mars\u202f2024': '2024-03-05',
    };
    expect(Object.fromEntries(Object.keys(cases).map((typed) => [typed, date(typed)]))).toEqual(cases);
  });
  test('an ambiguous date is refused, unless its order is declared', () => {
    for (const typed of ['05/03/2024', '5-3-2024', '12.03.2024', '05/03/24', '5-Mar-24'])
      expect(date(typed), typed).toBe('AMBIGUOUS_DATE');
    expect(date('05/03/2024', 'day-first')).toBe('2024-03-05');
    expect(date('05/03/2024', 'month-first')).toBe('2024-05-03');
    expect(date('25/03/2024', 'month-first')).toBe('2024-03-25');
  });
  test('what is no date is refused', () => {
    for (const typed of [
      '',
      'soon',
      '2019-02-30',
      '30 février 2019',
      '32/01/2024',
      '2024-13-01',
      '5 March',
      'August',
      'x'.repeat(5000),
    ])
      expect(date(typed), typed).toBe('BAD_DATE');
  });
  test('numbers', () => {
    const number = (typed: string, comma = false) => {
      const read = writtenNumber(typed, comma);
      return 'value' in read ? read.value : read.reason;
    };
    const cases: Record<string, number | string> = {
      '1234': 1234,
      '1 234,5': 1234.5,
      '1\u202f234\u00a0567': 1234567,
      '1,234.5': 1234.5,
      '1.234,5': 1234.5,
      '1,234,567': 1234567,
      '12,5': 12.5,
      '0,123': 0.123,
      '(1 234)': -1234,
      '−3,5': -3.5,
      '75,8 %': 75.8,
      '1,234': 'AMBIGUOUS_NUMBER',
      '1,23,456': 'BAD_NUMBER',
      many: 'BAD_NUMBER',
      '1e999': 'BAD_NUMBER',
    };
    expect(Object.fromEntries(Object.keys(cases).map((typed) => [typed, number(typed)]))).toEqual(cases);
    expect(number('1,234', true)).toBe(1.234);
  });
  test('dates of Wikidata are as precise as they are known', () => {
    expect(wikidataDate('2018-12-01T00:00:00Z', '11')).toBe('2018-12-01');
    expect(wikidataDate('+2018-12-01T00:00:00Z', '10')).toBe('2018-12');
    expect(wikidataDate('2018-01-01T00:00:00Z', '9')).toBe('2018');
    expect(wikidataDate('2018-01-01T00:00:00Z', '8')).toBe('201X');
    expect(wikidataDate('2000-01-01T00:00:00Z', '7')).toBe('19XX');
    expect(wikidataDate('2018-01-01T00:00:00Z', null)).toBe('2018');
    expect(wikidataDate('2018-06-01T00:00:00Z', null)).toBe('2018-06-01');
    for (const bad of ['-0044-03-15T00:00:00Z', '2018', 'x', '2018-13-01T00:00:00Z'])
      expect(wikidataDate(bad, '11'), bad).toBeNull();
    expect(wikidataDate('2018-01-01T00:00:00Z', '6')).toBeNull();
  });
});

describe('parties by any of their names', () => {
  const parties = partiesOf(gazetteer);
  test('codes, names, formal names, in both languages', () => {
    const cases: Record<string, string> = {
      CAN: 'CAN',
      ca: '',
      CA: 'CAN',
      'the United States of America': 'USA',
      'États-Unis d’Amérique': 'USA',
      PRC: 'CHN',
      'Iran (Islamic Republic of)': 'IRN',
      'United Kingdom of Great Britain and Northern Ireland': 'GBR',
      'Bolivia (Plurinational State of)': 'BOL',
      'Netherlands (Kingdom of the)': 'NLD',
      'Republic of Latvia': 'LVA',
      'Government of Canada': 'CAN',
      'St. Lucia': 'LCA',
      'European Union': 'EU',
      OTAN: 'NATO',
      Atlantis: '',
    };
    expect(Object.fromEntries(Object.keys(cases).map((name) => [name, parties.find(name).join()]))).toEqual(cases);
  });
  test('several in one cell, and names that hold an “and”', () => {
    expect(parties.inCell('parties', 'Canada; Bosnia and Herzegovina')).toEqual(['CAN', 'BIH']);
    expect(parties.inCell('parties', 'Trinidad and Tobago')).toEqual(['TTO']);
    expect(parties.inCell('parties', 'Canada and China')).toEqual(['CAN', 'CHN']);
    expect(parties.inCell('parties', 'le Canada, la Chine et les États-Unis')).toEqual(['CAN', 'CHN', 'USA']);
    expect(parties.inCell('parties', 'Canada–China')).toEqual(['CAN', 'CHN']);
    expect(parties.inCell('parties', 'Guinea-Bissau')).toEqual(['GNB']);
    expect(parties.inCell('parties', 'Canada; Atlantis')).toMatchObject({ reason: 'UNKNOWN_PARTY', found: 'Atlantis' });
  });
  test('a name that two bear is refused', () => {
    const party = (code: string, alias: string): [string, Party] => {
      const one = gazetteer.get(code);
      if (!one) throw new Error(code);
      return [code, { ...one, aliases: [...one.aliases, alias] }];
    };
    const twins = partiesOf(new Map([party('COD', 'Kongo'), party('COG', 'Kongo')]));
    expect(twins.inCell('parties', 'Kongo')).toMatchObject({ reason: 'AMBIGUOUS_PARTY', expected: 'one of COD, COG' });
  });
});

describe('a table', () => {
  test('no two columns share a name', () => {
    const names = COLUMNS.flatMap((column) => [...new Set(column.map(folded))]);
    expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
  });

  test('in English, with commas', async () => {
    const { rows, reading } = await rowsOf(fixture('sheet-en.csv'));
    expect(problems(rows)).toEqual([]);
    const facts = factsOf(rows) as Event[];
    expect(facts.map((fact) => [fact.id, fact.date, fact.parties, fact.topics])).toEqual([
      [
        'sheet/can-chn/2024-03-05/fictional-dialogue-on-wheat-opens',
        '2024-03-05',
        ['CAN', 'CHN'],
        ['trade', 'agriculture'],
      ],
      ['sheet/usa-kor/2024-03-12/fictional-talks-on-tariffs', '2024-03-12', ['USA', 'KOR'], ['trade', 'diplomacy']],
      ['sheet/can-bih/2018/fictional-aid', '2018~', ['CAN', 'BIH'], ['development']],
    ]);
    expect(facts[0]?.note).toBe('He said "yes"');
    expect(facts[1]?.note).toBe('=1+1');
    // Words that nobody wrote make a draft, not coded by machine.
    expect(good(rows).map(({ state, machineCoded }) => [state, machineCoded])).toEqual(Array(3).fill(['draft', false]));
    expect(good(rows)[0]?.entries[0]).toMatchObject({
      record: 'source',
      body: { publisher: 'Example Wire', kind: 'wire', published: '2024-03-05', read: '2026-11-24' },
    });
    // The kind of a source nobody named: official by its domain, and then one is enough.
    expect(facts[2]?.confidence).toBe('confirmed');
    expect(reading.progress).toMatchObject({ rows: 3, good: 3, refused: 0, bytes: fixture('sheet-en.csv').length });
  });

  test('in French, with semicolons, in Windows-1252', async () => {
    const { rows } = await rowsOf(fixture('sheet-fr-windows-1252.csv'));
    expect(problems(rows)).toEqual([]);
    const [steel, aid] = factsOf(rows) as Event[];
    expect(steel?.title.fr).toBe('Entretien fictif sur l’acier – essai');
    expect(steel?.note).toBe('œuvre d’essai');
    expect(aid?.parties).toEqual(['CIV', 'CAN']);
    expect(aid?.topics).toEqual(['development', 'education']);
    expect(aid?.date).toBe('2019/..');
  });

  test('in UTF-16 with tabs; decimal commas and brackets of accountants', async () => {
    const { rows } = await rowsOf(fixture('indicators-utf-16.txt'));
    expect(problems(rows)).toEqual([]);
    expect(factsOf(rows)).toMatchObject([
      { kind: 'indicator', value: 1234.5, period: '2023', flow: 'exports' },
      { kind: 'indicator', value: -12.5, period: '2022', series: 'sheet/fictional-exports' },
    ]);
    // The source that both rows name is brought once.
    expect(good(rows).map(({ entries }) => entries.length)).toEqual([2, 1]);
  });

  test('reads the same in every encoding and in pieces of any size', async () => {
    const content =
      'date;titre;pays;type;thème;url\r\n5 août 2024;« Été » fictif à l’œuvre – 5 €;Canada;AID;santé;https://x.example/é\r\n';
    const wide = (big: boolean) => {
      const bytes = Buffer.from(`\ufeff${content}`, 'utf16le');
      return new Uint8Array(big ? bytes.swap16() : bytes);
    };
    const narrow = Uint8Array.from(
      [...content].map((mark) => {
        const special: Record<string, number> = { '’': 0x92, œ: 0x9c, '–': 0x96, '€': 0x80 };
        return special[mark] ?? mark.charCodeAt(0);
      }),
    );
    const forms = [bytesOf(content), bytesOf(`\ufeff${content}`), wide(false), wide(true), narrow];
    const [expected] = factsOf((await rowsOf(first(forms))).rows) as Event[];
    expect(expected?.title.fr).toBe('« Été » fictif à l’œuvre – 5 €');
    for (const form of forms) {
      for (const piece of [1, 2, 3, 7, 1 << 16]) {
        expect(factsOf((await rowsOf(form, { piece })).rows)).toEqual([expected]);
      }
    }
  });

  test('offices, positions, agreements; kinds by name or by what is told', async () => {
    const content = [
      'kind,party,on,post,poste,titulaire,from,until,rank,title,signed,in force,status,summary,date,speaker,parties,topics,url',
      ',Canada,,fictional minister,ministre fictif,A. Fiction,2020,2021,2,,,,,,,,,diplomacy,https://x.example/1',
      'déclaration,Canada,China,,,,,,,,,,,Fictional words were said.,2024,B. Fiction,,diplomacy,https://x.example/2',
      ',,,,,,,,,Fictional pact,2001-06-27,2004,,,,,Canada; Latvia,trade,https://x.example/3',
      'accord,,,,,,,,,Fictional pact two,,,en négociation,,,,Canada; Latvia,trade,https://x.example/4',
    ].join('\n');
    const { rows } = await rowsOf(content);
    expect(problems(rows)).toEqual([]);
    expect(factsOf(rows)).toMatchObject([
      { kind: 'office', party: 'CAN', holder: 'A. Fiction', from: '2020', to: '2021', rank: 2 },
      { kind: 'position', party: 'CAN', on: 'CHN', parties: ['CAN', 'CHN'], speaker: 'B. Fiction' },
      { kind: 'agreement', signed: '2001-06-27', inForce: '2004', status: 'in force', type: 'agreement' },
      { kind: 'agreement', status: 'under negotiation' },
    ]);
  });

  test('every problem of a cell, with its line and column', async () => {
    const head = 'date,party 1,party 2,title,type,topics,value,unit,kind,period,url';
    const cases: [string, Reason, string][] = [
      ['05/03/2024,Canada,China,t,AID,trade,,,,,https://x.example/', 'AMBIGUOUS_DATE', 'date'],
      ['2024-02-30,Canada,China,t,AID,trade,,,,,https://x.example/', 'BAD_DATE', 'date'],
      [',Canada,China,t,AID,trade,,,,,https://x.example/', 'MISSING', 'date'],
      ['2024,Canada,Atlantis,t,AID,trade,,,,,https://x.example/', 'UNKNOWN_PARTY', 'party 2'],
      ['2024,Canada,China,t,HELP,trade,,,,,https://x.example/', 'UNKNOWN_WORD', 'type'],
      ['2024,Canada,China,t,AID,trades,,,,,https://x.example/', 'UNKNOWN_WORD', 'topics'],
      ['2024,Canada,China,t,AID,,,,,,https://x.example/', 'MISSING', 'topics'],
      ['2024,Canada,China,,AID,trade,,,,,https://x.example/', 'MISSING', 'title.en'],
      ['2024,Canada,China,t,AID,trade,,,,,', 'NO_SOURCE', 'source.url'],
      ['2024,Canada,China,t,AID,trade,,,,,example.org', 'WRONG_VALUE', 'source.url'],
      ['2024,Canada,China,t,AID,trade,many,CAD million,,2024,https://x.example/', 'BAD_NUMBER', 'value'],
      ['2024,Canada,China,t,AID,trade,"1,234",CAD million,,2024,https://x.example/', 'AMBIGUOUS_NUMBER', 'value'],
      ['2024,Canada,China,t,AID,trade,1,bananas,,2024,https://x.example/', 'WRONG_VALUE', 'unit'],
      ['2024,Canada,China,t,AID,trade,,,saga,,https://x.example/', 'UNKNOWN_WORD', 'kind'],
      ['2024,Canada,China,t,AID,trade,,,,', 'CELL_COUNT', 'row'],
      ['2024,Canada,China,t,AID,trade,,,,,https://x.example/,more', 'CELL_COUNT', 'row'],
      ['2024,Canada,China,"t" x,AID,trade,,,,,https://x.example/', 'STRAY_QUOTE', 'row'],
      ['2024,Canada,China,t\u0000,AID,trade,,,,,https://x.example/', 'CONTROL_CHARACTER', 'row'],
    ];
    const { rows, reading } = await rowsOf([head, ...cases.map(([row]) => row)].join('\n'));
    expect(refused(rows).map(({ line, problems: all }) => [line, all[0]?.reason, all[0]?.field])).toEqual(
      cases.map(([, reason, field], n) => [n + 2, reason, field]),
    );
    expect(reading.progress.refused).toBe(cases.length);
    for (const row of refused(rows)) for (const { expected } of row.problems) expect(expected).not.toBe('');
  });

  test('a declared order of day and month is followed', async () => {
    const content = 'date,parties,title,type,topics,url\n05/03/2024,CAN,t,AID,trade,https://x.example/\n';
    const { rows } = await rowsOf(content, { context: { ...context, dates: 'day-first' } });
    expect(factsOf(rows)).toMatchObject([{ date: '2024-03-05' }]);
  });

  test('an open quote costs its line and not the file', async () => {
    const row = (n: number) => `2024,CAN,title ${n},AID,trade,https://x.example/${n}`;
    const bad = '2024,CAN,"open,AID,trade,https://x.example/';
    const { rows } = await rowsOf(['date,parties,title,type,topics,url', row(1), bad, row(2), row(3)].join('\n'));
    expect(problems(rows)).toEqual([[3, 'row', 'QUOTE_NOT_CLOSED']]);
    expect(good(rows).map(({ line }) => line)).toEqual([2, 4, 5]);
    expect(refused(rows)[0]?.raw).toBe(bad);
  });

  test('cells over several lines keep the numbers of the lines; empty lines and cells are nothing', async () => {
    const content =
      'date,parties,title,type,topics,note,url\r\n2024,CAN,"two\r\nlines",AID,trade,,https://x.example/1\r\n\r\n,,,,,,\r\nbad,CAN,t,AID,trade,,https://x.example/2';
    for (const piece of [1, 5, 1 << 16]) {
      const { rows } = await rowsOf(content, { piece });
      expect(factsOf(rows)).toMatchObject([{ title: { en: 'two lines' } }]);
      expect(problems(rows)).toEqual([[6, 'date', 'BAD_DATE']]);
    }
  });

  test('unknown columns, and the column of reasons, are passed over', async () => {
    const { rows } = await rowsOf(
      'date,parties,title,type,topics,url,weather,refused because\n2024,CAN,t,AID,trade,https://x.example/,rain,no reason\n',
    );
    expect(factsOf(rows)).toHaveLength(1);
  });
});

describe('cells', () => {
  test('formulas are disarmed on the way out and whole again on the way in', () => {
    const values = [
      '=1+1',
      '+1 (613) 555',
      '-x',
      '@sum',
      "'tis",
      "'=x",
      "''",
      '＝x',
      '-3.5',
      '-',
      'plain',
      'a,b',
      'say "x"',
      ' x',
      'a\nb',
      '',
    ];
    for (const value of values) {
      const cell = writeCell(value, ',');
      const bare = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      expect(readCell(bare), value).toBe(value);
      if (value !== '-3.5') expect(bare, value).not.toMatch(/^[=+\-@＝]/);
    }
    // A number stays a number.
    expect(writeCell('-3.5')).toBe('-3.5');
  });
  test('lists', () => {
    for (const list of [['a', 'b'], ['a;b', 'c\\d'], [], ['x']]) expect(readList(writeList(list))).toEqual(list);
    expect(readList('a | b;c\nd')).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('JSON Lines', () => {
  const fact = first(lines('data/facts/CAN-CHN.jsonl'));

  test('facts, sources and threads; comments and empty lines', async () => {
    const content = [
      '# a comment',
      first(lines('data/sources.jsonl')),
      '',
      first(lines('data/threads.jsonl')),
      fact,
    ].join('\r\n');
    const { rows, reading } = await rowsOf(content);
    expect(good(rows).map(({ line, state, entries }) => [line, state, entries[0]?.record])).toEqual([
      [2, 'reviewed', 'source'],
      [4, 'reviewed', 'thread'],
      [5, 'reviewed', 'fact'],
    ]);
    expect(reading.progress.rows).toBe(3);
  });

  test('the sources of a fact may stand in it', async () => {
    const inline = {
      ...JSON.parse(fact),
      sources: [
        { publisher: 'Example Wire', kind: 'wire', url: 'https://x.example/1', published: '2024-03-05' },
        { publisher: 'Example News', kind: 'newspaper', url: 'https://x.example/2' },
      ],
    };
    const { rows } = await rowsOf(JSON.stringify(inline));
    const again = await rowsOf(JSON.stringify(inline));
    expect(again.rows).toEqual(rows);
    const { entries } = first(good(rows));
    expect(entries.map(({ record }) => record)).toEqual(['source', 'source', 'fact']);
    expect(first(factsOf(rows)).sources).toEqual(entries.slice(0, 2).map(({ body }) => body.id));
    expect(entries[0]?.body.id).toMatch(/^inline\/example-wire\/2024-03-05\/[0-9a-f]{12}$/);
    expect(entries[1]?.body).toMatchObject({ read: '2026-11-24', published: null });
  });

  test('every problem of a line', async () => {
    const change = (changes: object) => JSON.stringify({ ...JSON.parse(fact), ...changes });
    const cases: [string, string, Reason][] = [
      ['{"id":', 'row', 'NOT_JSON'],
      ['[1]', 'row', 'NOT_A_RECORD'],
      ['{"id":"x/y"}', 'kind', 'NOT_A_RECORD'],
      [change({ kind: 'saga' }), 'kind', 'NOT_A_RECORD'],
      [change({ significance: 9 }), 'significance', 'WRONG_VALUE'],
      [change({ date: '2019-02-30' }), 'date', 'BAD_DATE'],
      [change({ parties: ['CAN', 'ATL'] }), 'parties.1', 'UNKNOWN_PARTY'],
      [change({ state: 'perhaps' }), 'state', 'UNKNOWN_WORD'],
      [
        change({ sources: [{ publisher: 'x', kind: 'rumour', url: 'https://x.example/' }] }),
        'sources.0.kind',
        'WRONG_VALUE',
      ],
      [change({ stranger: 1 }), 'stranger', 'WRONG_VALUE'],
      ['{"publisher":"x"}', 'id', 'WRONG_VALUE'],
      [`{"kind":"event","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, 'row', 'NOT_A_RECORD'],
    ];
    const { rows } = await rowsOf(cases.map(([line]) => line).join('\n'), { kind: 'jsonl' });
    const told = refused(rows).map(({ line, problems: all }) => [line, all[0]?.field, all[0]?.reason]);
    expect(told.slice(0, -1)).toEqual(cases.slice(0, -1).map(([, field, reason], n) => [n + 1, field, reason]));
    // How deep is too deep depends on the machine; it is refused in any case.
    expect(told.at(-1)?.[0]).toBe(cases.length);
  });

  test('the state of a record travels beside its fields', async () => {
    const { rows } = await rowsOf(
      JSON.stringify({ ...JSON.parse(fact), state: 'draft', machineCoded: true, marking: 'Protected B' }),
    );
    expect(first(good(rows))).toMatchObject({ state: 'draft', machineCoded: true, marking: 'Protected B' });
    expect(first(factsOf(rows))).toEqual(JSON.parse(fact));
  });

  test('bytes that are no text are told, not guessed', async () => {
    const mixed = Buffer.concat([
      Buffer.from(`${fact}\n`),
      Buffer.from(fact.replace('AIIB', '')),
      Buffer.from([0xff, 0xfe, 0x0a]),
    ]);
    const { rows } = await rowsOf(new Uint8Array(mixed), { kind: 'jsonl' });
    expect(problems(rows)).toEqual([[2, 'row', 'NOT_TEXT']]);
  });
});

describe('GDELT', () => {
  test('reports of one event are one fact, in words of both languages, marked as machine-coded', async () => {
    const { rows, reading } = await rowsOf(fixture('gdelt.tsv'));
    const facts = factsOf(rows) as Event[];
    const talks = facts.find(({ id }) => id === 'gdelt/2024-03-05/can-chn-04-ottawa-ontario-canada');
    expect(talks).toMatchObject({
      type: 'CONSULT',
      date: '2024-03-05',
      parties: ['CAN', 'CHN'],
      significance: 2,
      confidence: 'single',
      place: { en: 'Ottawa', fr: 'Ottawa' },
    });
    expect(talks?.note).toBe(
      'CAMEO 043; Goldstein 1.9; mentions 15, sources 3, articles 15; reports merged 3; GDELT 900000001 900000002 900000003; Ottawa, Ontario, Canada',
    );
    expect(talks?.clause.en.predicate).toMatch(/\{on\}, according to news reports coded by machine$/);
    expect(talks?.clause.fr.predicate).toBe(
      'a eu {on} des entretiens avec la Chine, selon des nouvelles codées automatiquement',
    );
    expect(good(rows).every(({ state, machineCoded }) => state === 'draft' && machineCoded)).toBe(true);
    // Addresses of all reports, the one with most mentions first; two reports at one address are one source.
    const merged = good(rows).find((row) => row.rows === 3);
    expect(merged?.entries.map(({ record, body }) => (record === 'source' ? body.url : body.id))).toEqual([
      'https://www.example.org/fictional/host',
      'https://www.example.org/fictional/visit',
      'gdelt/2024-03-05/can-chn-04-ottawa-ontario-canada',
    ]);
    expect(reading.progress).toMatchObject({
      rows: 16,
      good: 4,
      merged: 2,
      refused: 4,
      left: { NOT_AN_EVENT: 2, ONE_PARTY: 2, NOT_A_PARTY: 1, NOT_OFFICIAL: 1, DEPRECATED: 0, REPEATED: 0 },
    });
    expect(problems(rows)).toEqual([
      [12, 'SQLDATE', 'BAD_DATE'],
      [13, 'EventCode', 'UNKNOWN_CODE'],
      [14, 'SOURCEURL', 'NO_SOURCE'],
      [15, 'row', 'CELL_COUNT'],
    ]);
  });

  test('codes of countries and groups, and names that are not Latin', async () => {
    const { rows } = await rowsOf(fixture('gdelt.tsv'));
    const ids = factsOf(rows).map(({ id }) => id);
    expect(ids).toContain('gdelt/2024-03-05/usa-rou-16-romania');
    expect(ids).toContain('gdelt/2024-03-05/can-eu-05-bruxelles-bruxelles-capitale-belgium');
    expect(ids.find((id) => id.includes('beijing'))).toMatch(
      /^gdelt\/2024-03-05\/chn-can-11-beijing-china-[0-9a-f]{12}$/,
    );
    const sanctions = factsOf(rows).find(({ id }) => id.includes('romania')) as Event;
    expect(sanctions).toMatchObject({ type: 'SANCTION', significance: 3, place: null });
    expect(sanctions.clause.fr.subject).toBe('les États-Unis');
    expect(sanctions.clause.fr.predicate).toMatch(/^ont pris \{on\} des sanctions contre la Roumanie/);
  });

  test('the same row twice is the same fact', async () => {
    expect((await rowsOf(fixture('gdelt.tsv'), { piece: 7 })).rows).toEqual((await rowsOf(fixture('gdelt.tsv'))).rows);
  });

  test('CAMEO codes mean what the PLOVER project says, but for two', () => {
    const cases: Record<string, string> = {
      '036': 'AGREE',
      '042': 'CONSULT',
      '051': 'SUPPORT',
      '057': 'AGREE',
      '0831': 'CONCEDE',
      '0841': 'RETREAT',
      '0813': 'RETREAT',
      '090': 'ACCUSE',
      '1042': 'REQUEST',
      '1123': 'ACCUSE',
      '125': 'REJECT',
      '138': 'THREATEN',
      '141': 'PROTEST',
      '154': 'MOBILIZE',
      '161': 'SANCTION',
      '163': 'SANCTION',
      '173': 'COERCE',
      '1712': 'ASSAULT',
      '175': 'ASSAULT',
      '191': 'COERCE',
      '195': 'ASSAULT',
      '204': 'ASSAULT',
    };
    expect(Object.fromEntries(Object.keys(cases).map((code) => [code, meaningOf(code)?.[0]]))).toEqual(cases);
    for (const code of ['01', '010', '0214', '028']) expect(meaningOf(code)).toBe('no event');
    for (const code of ['', '9', '21', '00', '30', '04222', 'X42']) expect(meaningOf(code), code).toBeNull();
    const roots = Array.from({ length: 18 }, (_, n) => String(n + 3).padStart(2, '0'));
    for (const root of roots) expect(EVENT_TYPES).toContain(meaningOf(root)?.[0]);
  });

  test('significance by rule, never above 3', () => {
    expect([
      significanceOf(1, 0),
      significanceOf(10, 0),
      significanceOf(100, 0),
      significanceOf(1, -10),
      significanceOf(9999, 10),
    ]).toEqual([1, 2, 3, 2, 3]);
  });

  test('pieces that come too late are told as such, and nothing twice', () => {
    const gather = new Gather<{ n: number }>((into, more) => {
      into.n += more.n;
    }, 2);
    expect(gather.add('a', { n: 1 })).toBeNull();
    expect(gather.add('a', { n: 1 })).toBeNull();
    expect(gather.add('b', { n: 1 })).toBeNull();
    expect(gather.add('c', { n: 1 })).toEqual({ n: 2 });
    expect(gather.add('a', { n: 1 })).toBe('late');
    expect([...gather.close()]).toEqual([{ n: 1 }, { n: 1 }]);
  });
});

describe('Wikidata', () => {
  test('agreements: references are sources, rows of one statement are one fact, deprecated ones are left out', async () => {
    const { rows, reading } = await rowsOf(fixture('wikidata-agreements.json'));
    expect(factsOf(rows)).toMatchObject([
      {
        id: 'wikidata/q900000001',
        type: 'tax treaty',
        status: 'in force',
        signed: '1995-04-26',
        inForce: '1996',
        parties: ['CAN', 'LVA'],
        note: 'Wikidata Q900000001; rank normal',
      },
    ]);
    expect(
      first(good(rows)).entries.map(({ body }) => ('url' in body ? [body.url, body.kind, body.read] : body.id)),
    ).toEqual([
      ['https://www.example.gc.ca/treaty', 'official', '2024-02-03'],
      ['https://www.wikidata.org/wiki/Q900000001', 'reference', '2026-11-24'],
      ['https://www.example.org/tax', 'aggregator', '2026-11-24'],
      'wikidata/q900000001',
    ]);
    expect(problems(rows).map(([, field, reason]) => [field, reason])).toEqual([
      ['agreementLabel', 'MISSING'],
      ['isoB', 'UNKNOWN_PARTY'],
      ['signed', 'MISSING'],
      ['ended', 'BAD_DATE'],
    ]);
    const at = text('test/fixtures/import/wikidata-agreements.json').split('\n');
    for (const { line } of rows) expect(at[line - 1]?.trim()).toBe('{');
    expect(reading.progress).toMatchObject({ rows: 5, good: 1, merged: 1, refused: 2, left: { DEPRECATED: 1 } });
  });

  test('JSON in pieces of any size, and in one line', async () => {
    const { rows } = await rowsOf(fixture('wikidata-agreements.json'));
    for (const piece of [1, 3, 100])
      expect((await rowsOf(fixture('wikidata-agreements.json'), { piece })).rows).toEqual(rows);
    const flat = JSON.stringify(JSON.parse(text('test/fixtures/import/wikidata-agreements.json')));
    expect(factsOf((await rowsOf(flat)).rows)).toEqual(factsOf(rows));
  });

  test('a file that ends too early says so', async () => {
    const whole = text('test/fixtures/import/wikidata-agreements.json');
    const { rows } = await rowsOf(whole.slice(0, 2000));
    expect(problems(rows).at(-1)?.[2]).toBe('CUT_SHORT');
  });

  test('holders of offices, with the precision and the script of the statement', async () => {
    const { rows } = await rowsOf(fixture('wikidata-offices.csv'));
    expect(factsOf(rows)).toMatchObject([
      {
        id: 'wikidata/q900000010/q900000020/2019-11-20',
        holder: 'Fictional Person One',
        holderNative: { lang: 'zh-Hant', text: '虛構' },
        post: { en: 'fictional minister of tests', fr: 'ministre fictive des essais' },
        from: '2019-11-20',
        to: null,
        rank: 2,
      },
      { from: '2015-11', to: '2019-11-20', post: { fr: '« fictional minister of tests » (titre en anglais)' } },
    ]);
    expect(problems(rows)).toEqual([
      [4, 'personLabel', 'MISSING'],
      [4, 'level', 'UNKNOWN_WORD'],
    ]);
  });

  test('diplomatic missions', async () => {
    const { rows } = await rowsOf(fixture('wikidata-missions.csv'));
    const [opened, kept] = factsOf(rows) as Event[];
    expect(opened).toMatchObject({ date: '1927', end: null, type: 'SUPPORT', place: { en: 'Washington' } });
    expect(opened?.clause.fr.predicate).toBe(
      'a ouvert {on} une mission diplomatique auprès des États-Unis (ambassade fictive du Canada)',
    );
    expect(kept).toMatchObject({ date: '1929-05', end: '1941' });
    expect(problems(rows)).toEqual([[4, 'opened', 'MISSING']]);
  });
});

describe('listings of treaties', () => {
  test('of the United Nations', async () => {
    const { rows } = await rowsOf(fixture('unts.csv'));
    expect(factsOf(rows)).toMatchObject([
      {
        id: 'unts/i-990001',
        type: 'air transport agreement',
        signed: '2005-12-08',
        inForce: '2007-01-14',
        status: 'in force',
      },
      {
        id: 'unts/i-990002',
        parties: ['CAN', 'IRN', 'GBR', 'VNM', 'NLD', 'KOR'],
        signed: '2003-03-05',
        provisionallyApplied: '2003-05-01',
        inForce: '2004-06-05',
      },
      { id: 'unts/i-990003', parties: ['NLD', 'BEL'], status: 'signed', inForce: null },
    ]);
    expect(problems(rows)).toEqual([
      [5, 'parties', 'UNKNOWN_PARTY'],
      [6, 'number', 'MISSING'],
      [7, 'signed', 'MISSING'],
    ]);
  });

  test('of Canada', async () => {
    const { rows } = await rowsOf(fixture('cts.csv'));
    expect(factsOf(rows)).toMatchObject([
      {
        id: 'cts/e990001',
        title: { fr: 'Accord fictif de sécurité sociale entre le Canada et la Lettonie' },
        parties: ['CAN', 'LVA'],
        topics: ['health'],
        signed: '2001-06-27',
        inForce: '2004-04-01',
      },
      {
        id: 'cts/1990-14',
        type: 'extradition agreement',
        title: { fr: '« Fictional Treaty on Extradition » (titre en anglais)' },
      },
    ]);
    expect(good(rows)[0]?.entries[0]?.body).toMatchObject({
      kind: 'official',
      url: 'https://www.treaty-accord.gc.ca/details.aspx?lang=eng&id=990001',
    });
    expect(problems(rows)).toEqual([[4, 'signed', 'AMBIGUOUS_DATE']]);
  });
});

test('everything that leaves an import passes the check of the store', async () => {
  const names = readdirSync(join(ROOT, 'test/fixtures/import'));
  const kept = (await Promise.all(names.map(async (name) => keptOf((await rowsOf(fixture(name))).rows)))).flat();
  const of = (record: string) =>
    kept.filter((entry) => entry.record === record).map(({ body }) => JSON.stringify(body));
  expect(of('fact').length).toBeGreaterThan(15);
  const file = (path: string, content: readonly string[]) => ({
    path,
    text: content.map((line) => `${line}\n`).join(''),
  });
  const { problems: found } = checkData([
    { path: 'data/gazetteer.json', text: text('data/gazetteer.json') },
    file('data/sources.jsonl', of('source')),
    file('data/threads.jsonl', of('thread')),
    file('data/facts/imported.jsonl', of('fact')),
  ]);
  expect(found.map(({ message }) => message)).toEqual([]);
  // No id of theirs can be one that a person gave.
  const own = new Set(everything.map(({ body }) => body.id.split('/')[0]));
  for (const origin of ['sheet', 'inline', 'gdelt', 'wikidata', 'unts', 'cts']) expect(own).not.toContain(origin);
});

describe('words of machines', () => {
  test('both languages have every pattern, and one that is missing is named', () => {
    expect(() => readMachineWords({ en: json('templates/words/en.json'), fr: {} })).toThrow(/machine\.marked/);
  });
  test('articles contract, verbs take the number of the subject', () => {
    const named = (code: string, language: 'en' | 'fr') => {
      const party = gazetteer.get(code);
      if (!party) throw new Error(code);
      return party.names[language];
    };
    const say = (pattern: string, a: string, b: string) => fill(pattern, { a: named(a, 'fr'), b: named(b, 'fr') });
    expect(say('{A} [a|ont] écrit {on} {à b} et parlé {de b}', 'USA', 'JPN')).toBe(
      'États-Unis ont écrit {on} au Japon et parlé du Japon',
    );
    expect(say('{a} [a|ont] écrit {à b}, près {de b}', 'CHN', 'USA')).toBe(
      'la Chine a écrit aux États-Unis, près des États-Unis',
    );
    expect(say('{de b}', 'CHN', 'ISR')).toMatch(/^d’Israël$/);
  });
});

describe('the file of refused rows', () => {
  const mending: [string, Kind, string, string, string][] = [
    [
      'date,parties,title,type,topics,url\n2024,Atlantis,t,AID,trade,https://x.example/\n',
      'csv',
      'Atlantis',
      'Canada',
      'date',
    ],
    [
      'date;parties;title;type;topics;url\r\n"2024";"Atlantis";"t; u";AID;trade;https://x.example/\r\n',
      'csv',
      'Atlantis',
      'Canada',
      'date',
    ],
    [`${first(lines('data/facts/CAN-CHN.jsonl')).replace('"CHN"', '"ATL"')}\n`, 'jsonl', '"ATL"', '"CHN"', '#'],
    [text('test/fixtures/import/gdelt.tsv').split('\n')[11] ?? '', 'gdelt', '20240231', '20240229', '900000012'],
    [
      '{"head":{"vars":[]},"results":{"bindings":[{"agreement":{"type":"uri","value":"http://www.wikidata.org/entity/Q1"},"agreementLabel":{"type":"literal","value":"x"},"isoA":{"type":"literal","value":"CAN"},"isoB":{"type":"literal","value":"ATL"},"signed":{"type":"literal","value":"2001-02-03T00:00:00Z"}}]}}',
      'sparql-json',
      'ATL',
      'LVA',
      '{',
    ],
    [
      'Treaty Number,Title,Country,Signature\nE1,"Fictional, ""pact""",Atlantis,2001\n',
      'cts-csv',
      'Atlantis',
      'Latvia',
      'Treaty',
    ],
  ];
  test.each(mending)(
    '%#: comes back refused again, and good once it is mended',
    async (content, kind, wrong, right, begins) => {
      const write = async (source: string) => {
        const { rows, reading } = await rowsOf(source, { kind });
        const file = refusedFile(reading);
        return {
          rows,
          text:
            file.open() +
            refused(rows)
              .map((row) => file.row(row))
              .join('') +
            file.close(),
        };
      };
      const once = await write(content);
      expect(refused(once.rows)).toHaveLength(1);
      expect(once.text.replace('\ufeff', '').startsWith(begins)).toBe(true);
      expect(once.text).toMatch(/UNKNOWN_PARTY|BAD_DATE/);
      expect(detect(bytesOf(once.text)).kind).toBe(kind);
      // Not mended, it is refused for the same reason, and its file is the same again.
      const twice = await write(once.text);
      expect(twice.text).toBe(once.text);
      const mended = await rowsOf(once.text.replaceAll(wrong, right), { kind });
      expect(problems(mended.rows)).toEqual([]);
      expect(factsOf(mended.rows)).toHaveLength(1);
    },
  );
});

describe('export', () => {
  test('fields are written in the order of the record format', () => {
    const { $defs } = json('schema/fact.schema.json') as { $defs: Record<string, { properties: object }> };
    for (const [kind, fields] of Object.entries(FIELDS)) {
      expect([...fields].sort(), kind).toEqual(Object.keys($defs[kind]?.properties ?? {}).sort());
    }
  });

  test('JSON Lines: out, in and out again are the same bytes', async () => {
    const out = await gathered(exportJsonl(everything));
    const { rows } = await rowsOf(out);
    expect(problems(rows)).toEqual([]);
    expect(await gathered(exportJsonl(keptOf(rows)))).toBe(out);
    // Whatever the order of the fields was.
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, inner]) => [name, reversed(inner)]),
            )
          : value;
    const shuffled = everything.map((kept) => ({ ...kept, body: reversed(kept.body) }) as Kept);
    expect(await gathered(exportJsonl(shuffled))).toBe(out);
  });

  test('a table: everything out and in again, in both delimiters', async () => {
    const out = await gathered(exportJsonl(everything));
    for (const delimiter of [',', ';', '\t'] as const) {
      const table = await gathered(exportCsv(everything, delimiter));
      expect(detect(bytesOf(table))).toEqual({ kind: 'csv', delimiter });
      const { rows } = await rowsOf(table);
      expect(problems(rows).slice(0, 5)).toEqual([]);
      expect(await gathered(exportJsonl(keptOf(rows)))).toBe(out);
    }
  });

  test('state, machine coding and marking come back', async () => {
    const some = everything.slice(-3).map(
      (kept, n): Kept => ({
        ...kept,
        state: (['draft', 'withdrawn', 'reviewed'] as const)[n] ?? 'draft',
        machineCoded: n !== 1,
        marking: n === 2 ? 'Protected B' : null,
      }),
    );
    for (const write of [exportJsonl, exportCsv]) {
      const { rows } = await rowsOf(await gathered(write(some)));
      expect(keptOf(rows)).toEqual(some);
    }
  });

  test('records out of order are refused: they would not give the same bytes', async () => {
    await expect(gathered(exportJsonl([...everything.slice(0, 3)].reverse()))).rejects.toThrow(/out of order/);
  });

  test('no cell of a table is a formula', async () => {
    const kept = structuredClone(everything.find(({ record }) => record === 'fact')) as Kept & { body: Fact };
    kept.body.note = '=HYPERLINK("http://x.example")';
    const table = await gathered(exportCsv([kept]));
    expect(table).toContain(`"'=HYPERLINK(""http://x.example"")"`);
    const { rows } = await rowsOf(table);
    expect(first(factsOf(rows)).note).toBe(kept.body.note);
  });
});

describe('hostile files', () => {
  test('a row of any length takes no more memory than the longest allowed', async () => {
    const piece = new Uint8Array(1 << 16).fill(0x61);
    const endless = function* (begin: string, end: string) {
      yield bytesOf(begin);
      for (let n = 0; n < 1600; n++) yield piece;
      yield bytesOf(end);
    };
    const cases: [Kind, string, string][] = [
      ['jsonl', '', `\n${first(lines('data/facts/CAN-CHN.jsonl'))}\n`],
      ['csv', 'date,parties,title,type,topics,url\n', '\n2024,CAN,t,AID,trade,https://x.example/\n'],
      ['sparql-json', '{"head":{},"results":{"bindings":[{"x":"', '"}]}}'],
    ];
    for (const [kind, begin, end] of cases) {
      const reading = readRows(endless(begin, end), kind, context);
      const rows: Row[] = [];
      let most = 0;
      const before = process.memoryUsage().heapUsed;
      for await (const row of reading) {
        rows.push(row);
        most = Math.max(most, process.memoryUsage().heapUsed - before);
      }
      expect(
        refused(rows).map((row) => row.problems[0]?.reason),
        kind,
      ).toEqual(['ROW_TOO_LONG']);
      expect(refused(rows)[0]?.raw.length).toBeLessThan(MAX_ROW / 100);
      expect(good(rows).length, kind).toBe(kind === 'sparql-json' ? 0 : 1);
      expect(most, kind).toBeLessThan(200_000_000);
    }
  });

  test('an open quote in a long file is looked for once, not at every piece', async () => {
    const row = '2024,CAN,t,AID,trade,https://x.example/\n';
    const content = `date,parties,title,type,topics,url\n2024,CAN,"open,AID,trade,x\n${row.repeat(40_000)}`;
    const began = performance.now();
    const { rows } = await rowsOf(content, { piece: 500 });
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(problems(rows)).toEqual([[2, 'row', 'QUOTE_NOT_CLOSED']]);
    expect(good(rows)).toHaveLength(40_000);
  });

  test('whatever the bytes: no error but a refusal, and every row accounted for', { timeout: 120_000 }, async () => {
    let seed = 20261124;
    const random = (most: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * most);
    };
    const seeds = [
      ...readdirSync(join(ROOT, 'test/fixtures/import')).map(fixture),
      bytesOf(lines('data/facts/CAN-CHN.jsonl').slice(0, 3).join('\n')),
    ];
    const strange = [
      '"',
      '""',
      '\n',
      '\r',
      ',',
      ';',
      '\t',
      '\u0000',
      '{',
      '}',
      '[',
      ']',
      '\\',
      '\ufeff',
      '\ufffd',
      '=',
      '#',
      '\u2028',
      '9'.repeat(30),
    ];
    let rowsRead = 0;
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(seeds[random(seeds.length)] ?? []);
      let changed: Buffer = bytes;
      for (let n = random(12); n >= 0; n--) {
        const at = random(changed.length + 1);
        const cut = at + random(random(4) === 0 ? 200 : 4);
        const put = random(3) === 0 ? Buffer.from([random(256)]) : Buffer.from(strange[random(strange.length)] ?? '');
        changed = Buffer.concat([changed.subarray(0, at), put, changed.subarray(cut)]);
      }
      const content = new Uint8Array(changed);
      let kind: Kind;
      try {
        kind = detect(content).kind;
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
        kind =
          (['jsonl', 'csv', 'gdelt', 'sparql-json', 'sparql-csv', 'unts-csv', 'cts-csv'] as const)[random(7)] ?? 'csv';
      }
      const { rows, reading } = await rowsOf(content, { kind, piece: 1 + random(300) });
      const { progress } = reading;
      const left = Object.values(progress.left).reduce((sum, count) => sum + count, 0);
      expect(progress.rows, `round ${round}, ${kind}`).toBe(progress.good + progress.merged + progress.refused + left);
      for (const row of refused(rows)) {
        expect(row.problems.length).toBeGreaterThan(0);
        for (const { reason } of row.problems) expect(REASONS).toContain(reason);
      }
      for (const fact of factsOf(rows)) expect(faultsOf('fact', fact)).toEqual([]);
      const file = refusedFile(reading);
      for (const row of refused(rows)) file.row(row);
      rowsRead += rows.length;
    }
    expect(rowsRead).toBeGreaterThan(500);
  });

  test('every reason can happen', () => {
    const source = readFileSync(import.meta.filename, 'utf8');
    expect(REASONS.filter((reason) => !source.includes(`'${reason}'`))).toEqual([]);
  });
});

test('docs/import.md names every kind, column, reason, rule and variable', () => {
  const docs = text('docs/import.md');
  const queries = [...docs.matchAll(/SELECT ([^{]*) WHERE/g)].map((found) => found[1] ?? '');
  expect(queries).toHaveLength(3);
  const variables = readFileSync(join(ROOT, 'src/import/wikidata.ts'), 'utf8').matchAll(
    /\.(?:date|label|party|item|labels)\('(\w+)'(?:, '(\w+)')?\)|binding\.(?:get|has)\('(\w+)'\)/g,
  );
  const asked = [...variables].flatMap((found) => found.slice(1).filter((name) => name !== undefined));
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((name) => !queries.join().includes(`?${name}`))).toEqual([]);
  const names = [...KINDS, ...REASONS, ...LEFT_OUT, ...COLUMNS.map(([path]) => path)];
  expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
});
