// What was released is kept: the gate that stops a breaking change, shown to stop each kind, and what the last release promised, against the schema.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { breaking, type Change, dangerous, withoutNotice } from './schema/changes.ts';

const RELEASED = readFileSync('schema/released.graphql', 'utf8');
const PRESENT = readFileSync('schema/chancery.graphql', 'utf8');
const [, version, day = ''] = /^# The schema of release (\S+), (\d{4}-\d{2}-\d{2})\./.exec(RELEASED) ?? [];
// What was announced may go once its day has come: this alone is measured by the real calendar.
const today = new Date().toISOString().slice(0, 10);
const told = (changes: readonly Change[]) =>
  changes.map(({ kind, what, advice }) => [kind, what, advice].filter(Boolean).join(' · '));

describe('the schema, against the last release', () => {
  test('breaks nothing that was promised', () => {
    expect(told(breaking(RELEASED, buildSchema(PRESENT), today))).toEqual([]);
  });

  test('says of whatever is deprecated what to use instead, and from which quarter day on it is gone', () => {
    expect(told(withoutNotice(RELEASED, buildSchema(PRESENT), day))).toEqual([]);
  });

  test('changes what may surprise a client only where it is listed', () => {
    const list = told(dangerous(RELEASED, buildSchema(PRESENT)));
    if (list.length > 0)
      console.info(
        `Dangerous since ${version}; the next release lists them:\n${list.map((line) => `  ${line}`).join('\n')}`,
      );
    expect(list.every((line) => /^[A-Z_]+ · ./.test(line))).toBe(true);
  });

  test('was released as the changelog says, newest first', () => {
    const log = readFileSync('docs/schema-changelog.md', 'utf8');
    expect(/^## (.*)$/m.exec(log)?.[1]).toBe(`${version} (${day})`);
  });
});

describe('the gate', () => {
  const gate = (before: string, after: string, on = '2027-04-01') =>
    breaking(before, buildSchema(after), on).map(({ kind }) => kind);

  test.each([
    ['TYPE_REMOVED', 'type Query { a: A } type A { id: ID }', 'type Query { a: ID }', 'FIELD_CHANGED_KIND'],
    ['TYPE_CHANGED_KIND', 'type Query { a: A } type A { id: ID }', 'type Query { a: A } interface A { id: ID }'],
    [
      'TYPE_REMOVED_FROM_UNION',
      'type Query { a: U b: B } union U = Query | B type B { id: ID }',
      'type Query { a: U b: B } union U = Query type B { id: ID }',
    ],
    ['VALUE_REMOVED_FROM_ENUM', 'type Query { a: E } enum E { A B }', 'type Query { a: E } enum E { A }'],
    [
      'REQUIRED_INPUT_FIELD_ADDED',
      'type Query { a(i: I): ID } input I { b: ID }',
      'type Query { a(i: I): ID } input I { b: ID c: ID! }',
    ],
    [
      'IMPLEMENTED_INTERFACE_REMOVED',
      'type Query implements I { id: ID } interface I { id: ID }',
      'type Query { id: ID a: I } interface I { id: ID }',
    ],
    ['FIELD_REMOVED', 'type Query { a: ID b: ID }', 'type Query { a: ID }'],
    [
      'FIELD_REMOVED',
      'type Query { a(i: I): ID } input I { b: ID c: ID }',
      'type Query { a(i: I): ID } input I { b: ID }',
    ],
    ['FIELD_CHANGED_KIND', 'type Query { a: ID! }', 'type Query { a: ID }'],
    ['REQUIRED_ARG_ADDED', 'type Query { a: ID }', 'type Query { a(b: ID!): ID }'],
    ['ARG_REMOVED', 'type Query { a(b: ID): ID }', 'type Query { a: ID }'],
    ['ARG_CHANGED_KIND', 'type Query { a(b: ID): ID }', 'type Query { a(b: ID!): ID }'],
    ['DEFAULT_OF_REQUIRED_REMOVED', 'type Query { a(b: Int! = 1): ID }', 'type Query { a(b: Int!): ID }'],
    [
      'DEFAULT_OF_REQUIRED_REMOVED',
      'type Query { a(i: I): ID } input I { b: Int! = 1 }',
      'type Query { a(i: I): ID } input I { b: Int! }',
    ],
  ])('stops %s: %s', (kind, before, after, ...others) => {
    expect(gate(before, after)).toEqual([kind, ...others]);
    for (const { advice } of breaking(before, buildSchema(after), today))
      expect(advice).toMatch(/^\S.+; instead: \S.+/);
  });

  test('stops a change made to the real schema, with the reason and what to do instead', () => {
    const renamed = buildSchema(RELEASED.replace('  informationAsOf: EDTFDate!', '  asOf: EDTFDate!'));
    expect(told(breaking(RELEASED, renamed, today))).toEqual([
      'FIELD_REMOVED · Brief.informationAsOf was removed. · whoever asks for it is refused, with all else that was asked; instead: keep it, and give it deprecationReason: "Use <what instead>. Removed on <quarter day, three months away or more>."',
    ]);
  });

  test('lets through what is added, and what is said otherwise', () => {
    expect(
      gate(
        'type Query { "One." a(b: ID): ID }',
        'type Query { "Two." a(b: ID, c: Int = 1): ID d: D } type D { e: ID }',
      ),
    ).toEqual([]);
  });

  describe('lets what was deprecated go', () => {
    const announced = (reason: string) => ({
      before: `type Query { a(x: ID @deprecated(reason: "${reason}")): E b: B @deprecated(reason: "${reason}") }
        enum E { A Z @deprecated(reason: "${reason}") } type B { c: C } type C { id: ID }`,
      after: 'type Query { a: E } enum E { A }',
    });
    const { before, after } = announced('Use a. Removed on 2027-04-01.');
    const all = ['TYPE_REMOVED', 'TYPE_REMOVED', 'FIELD_REMOVED', 'ARG_REMOVED', 'VALUE_REMOVED_FROM_ENUM'].sort();

    test('from the day that the released schema names, with the types that it alone led to', () => {
      expect(gate(before, after, '2027-04-01')).toEqual([]);
      expect(gate(before, after, '2031-01-01')).toEqual([]);
    });

    test('not a day before', () => {
      expect(gate(before, after, '2027-03-31').sort()).toEqual(all);
    });

    test.each(['Use a.', 'Use a. Removed on 2027-02-01.', 'Removed on 2027-04-01'])(
      'not where no quarter day was named: %s',
      (reason) => {
        const { before: was, after: is } = announced(reason);
        expect(gate(was, is, '2031-01-01').sort()).toEqual(all);
      },
    );

    test('but no type to which something else leads', () => {
      const reason = '@deprecated(reason: "Use a. Removed on 2027-04-01.")';
      const was = `type Query { a: B b: B ${reason} } type B { id: ID }`;
      expect(gate(was, 'type Query { a: ID }')).toEqual(['TYPE_REMOVED', 'FIELD_CHANGED_KIND']);
    });
  });

  describe('wants three months’ notice', () => {
    const was = 'type Query { a: ID b: ID }';
    const notice = (reason: string, before = was, on = '2026-12-24') =>
      withoutNotice(before, buildSchema(`type Query { a: ID b: ID @deprecated(reason: "${reason}") }`), on);

    test.each(['Use a. Removed on 2027-04-01.', 'Use a. Removed on 2028-01-01.'])('given: %s', (reason) => {
      expect(notice(reason)).toEqual([]);
    });
    test.each(['Use a.', 'Use a. Removed on 2027-05-01.', 'Use a. Removed on 2027-01-01.', 'Use a. Removed soon.'])(
      'not given: %s',
      (reason) => {
        expect(notice(reason)).toMatchObject([{ advice: expect.stringContaining('not before 2027-03-24') }]);
      },
    );
    test('and keeps the day once it is named', () => {
      const announced = 'type Query { a: ID b: ID @deprecated(reason: "Use a. Removed on 2027-07-01.") }';
      expect(notice('Use a. Removed on 2027-07-01.', announced, '2027-06-30')).toEqual([]);
      expect(notice('Use a. Removed on 2027-10-01.', announced)).toEqual([]);
      expect(notice('Use a. Removed on 2027-04-01.', announced).length).toBe(1);
    });
  });

  test.each([
    ['VALUE_ADDED_TO_ENUM', 'type Query { a: E } enum E { A }', 'type Query { a: E } enum E { A B }'],
    [
      'TYPE_ADDED_TO_UNION',
      'type Query { a: U } union U = Query',
      'type Query { a: U } union U = Query | B type B { id: ID }',
    ],
    ['OPTIONAL_ARG_ADDED', 'type Query { a: ID }', 'type Query { a(b: ID): ID }'],
    [
      'OPTIONAL_INPUT_FIELD_ADDED',
      'type Query { a(i: I): ID } input I { b: ID }',
      'type Query { a(i: I): ID } input I { b: ID c: ID }',
    ],
    ['ARG_DEFAULT_VALUE_CHANGE', 'type Query { a(b: Int = 1): ID }', 'type Query { a(b: Int = 2): ID }'],
    [
      'INPUT_FIELD_DEFAULT_CHANGED',
      'type Query { a(i: I): ID } input I { b: Int = 1 }',
      'type Query { a(i: I): ID } input I { b: Int = 2 }',
    ],
    [
      'IMPLEMENTED_INTERFACE_ADDED',
      'type Query { id: ID a: I } interface I { id: ID }',
      'type Query implements I { id: ID a: I } interface I { id: ID }',
    ],
    [
      'IMPLEMENTATION_ADDED',
      'type Query { a: I } interface I { id: ID } type A implements I { id: ID }',
      'type Query { a: I } interface I { id: ID } type A implements I { id: ID } type B implements I { id: ID }',
    ],
    [
      'SCALAR_SPECIFICATION_CHANGED',
      'type Query { a: S } scalar S @specifiedBy(url: "https://a.example")',
      'type Query { a: S } scalar S @specifiedBy(url: "https://b.example")',
    ],
  ])('lists %s as dangerous, and lets it through', (kind, before, after) => {
    expect(dangerous(before, buildSchema(after)).map((change) => change.kind)).toEqual([kind]);
    expect(gate(before, after)).toEqual([]);
  });
});

describe('npm run schema:release', () => {
  const LOG = '# What changed\n\n## 1.0.0 (2026-01-01)\n\nThe first release.\n';
  const WAS = 'type Query { a: E b: ID old: ID @deprecated(reason: "Use a. Removed on 2026-04-01.") } enum E { A }';
  /** Releases `is` as a version, after `WAS` as 1.0.0. */
  const release = (is: string, as = '1.1.0') => {
    const folder = mkdtempSync(join(tmpdir(), 'chancery-release-'));
    const at = (path: string) => join(folder, path);
    mkdirSync(at('schema'));
    mkdirSync(at('docs'));
    writeFileSync(at('package.json'), JSON.stringify({ version: as }));
    writeFileSync(at('docs/schema-changelog.md'), LOG);
    writeFileSync(at('schema/released.graphql'), WAS);
    writeFileSync(at('schema/chancery.graphql'), is);
    const script = join(import.meta.dirname, 'schema/release.ts');
    const { status, stderr } = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
    const [log, schema] = ['docs/schema-changelog.md', 'schema/released.graphql'].map((p) =>
      readFileSync(at(p), 'utf8'),
    );
    rmSync(folder, { recursive: true });
    return { status, stderr, log, schema };
  };

  test('writes down what was added, deprecated, removed, and what is dangerous, and makes it the schema that is kept', () => {
    const is =
      'type Query { a(x: Int): E b: ID @deprecated(reason: "Use c. Removed on 2099-01-01.") c: C } enum E { A B } type C { id: ID }';
    const { status, log, schema } = release(is);
    expect(status).toBe(0);
    expect(log).toBe(`# What changed

## 1.1.0 (${today})

### Added

- \`C\`
- \`E.B\`
- \`Query.a(x)\`
- \`Query.c\`

### Deprecated

- \`Query.b\`: Use c. Removed on 2099-01-01.

### Removed, as announced

- \`Query.old\`

### Dangerous

- An optional arg x on Query.a was added. (\`OPTIONAL_ARG_ADDED\`)
- B was added to enum type E. (\`VALUE_ADDED_TO_ENUM\`)

## 1.0.0 (2026-01-01)

The first release.
`);
    expect(schema).toBe(
      `# The schema of release 1.1.0, ${today}. Written by npm run schema:release; docs/api.md says what is promised of it.\n\n${is}`,
    );
  });

  test.each([
    ['what breaks a promise', 'type Query { a: E } enum E { A }', '1.1.0', /^FIELD_REMOVED: Query.b was removed/],
    [
      'what gives no notice',
      'type Query { a: E b: ID @deprecated(reason: "Use a.") } enum E { A }',
      '1.1.0',
      /^DEPRECATION_WITHOUT_NOTICE: Query.b/,
    ],
    ['a version that was released', WAS, '1.0.0', /^1\.0\.0 was released/],
  ])('refuses %s, and changes nothing', (_, is, as, told) => {
    const refused = release(is, as);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(told);
    expect([refused.log, refused.schema]).toEqual([LOG, WAS]);
  });
});
