// In: the types and root fields. Out: the executable schema, made once, and its text.

import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { Root } from './query.ts';
import { Brief } from './types/brief.ts';
import { Agreement, Event, Indicator, Office, Position } from './types/kinds.ts';
import { Country, Organisation } from './types/party.ts';

/** type-graphql has no place for it. */
const QUERY =
  'What can be asked. An error carries `extensions { code hint field }`: what is wrong, what to do about it, and where in the arguments it is.';

let built: GraphQLSchema | null = null;
let text: string | null = null;

export function schema(): GraphQLSchema {
  // What is met only behind an interface has to be named.
  const orphanedTypes = [Agreement, Brief, Country, Event, Indicator, Office, Organisation, Position];
  if (!built) {
    built = buildSchemaSync({ resolvers: [Root], orphanedTypes, validate: false });
    const root = built.getQueryType();
    if (root) root.description = QUERY;
  }
  return built;
}

/** The schema in its own language, sorted, so that a change is a small difference. */
export function schemaText(): string {
  text ??= `${printSchema(lexicographicSortSchema(schema()))}\n`;
  return text;
}
