// The linter for names that generators of clients cannot bear: that it sees them, and that the schema has none.

import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { unbearable } from './schema/names.ts';

test('the schema has no name that generators of Python, Go, Kotlin, Swift or TypeScript cannot bear', () => {
  const found = unbearable(buildSchema(readFileSync('schema/chancery.graphql', 'utf8')))
    // An enumeration of its own for each mutation: what can be wrong with it is read from the schema. The codes are read by type, not through UserError.
    .filter(({ path }) => !/UserError\.code$/.test(path))
    // The pair from and to is what people write in a file as well; generators for Python write from_.
    .filter(({ path }) => path !== 'DeltaInput.from');
  expect(found.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([]);
});

describe('the linter sees', () => {
  test.each([
    ['a type that pydantic has', 'type Query { a: Field } type Field { id: ID }', 'Field'],
    ['a type that JavaScript has', 'type Query { a: Date } scalar Date', 'Date'],
    ['a type that graphql-codegen writes', 'type Query { a: Maybe } type Maybe { id: ID }', 'Maybe'],
    ['a type with underscores', 'type Query { a: A_B } scalar A_B', 'A_B'],
    ['types that differ by case', 'type Query { a: Ab b: AB } scalar Ab scalar AB', 'AB'],
    ['a keyword of Python', 'type Query { from: ID }', 'Query.from'],
    ['a keyword of Python among arguments', 'type Query { a(in: ID): ID }', 'Query.a(in)'],
    ['a keyword of Python among inputs', 'type Query { a(b: In): ID } input In { class: ID }', 'In.class'],
    ['a member of pydantic', 'type Query { schema: ID modelName: ID }', 'Query.schema', 'Query.modelName'],
    ['what looks like a getter of Go', 'type Query { getName: ID }', 'Query.getName'],
    ['fields that are one in Python', 'type Query { ab: ID aB: ID }', 'Query.aB'],
    ['fields in snake case', 'type Query { a_b: ID }', 'Query.a_b'],
    ['the value that Apollo keeps for itself', 'type Query { a: E } enum E { UNKNOWN }', 'E.UNKNOWN'],
    ['a value that is one of Python', 'type Query { a: E } enum E { None }', 'E.None'],
    ['values that are one in Go', 'type Query { a: E } enum E { A_B AB }', 'E.AB'],
    [
      'an interface that implements another',
      'type Query { a: A } interface B { id: ID } interface A implements B { id: ID }',
      'A',
    ],
    [
      'a field of two types behind one interface',
      'type Query { a: I } interface I { id: ID } type A implements I { id: ID n: Int } type B implements I { id: ID n: Int! }',
      'B.n',
    ],
  ])('%s', (_, text, ...paths) => {
    expect(new Set(unbearable(buildSchema(text)).map(({ path }) => path))).toEqual(new Set(paths));
  });
});
