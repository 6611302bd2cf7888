// In: the types and root fields. Out: the executable schema, made once, and its text.

import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { Curation } from './curation.ts';
import { Importing } from './importing.ts';
import { Issuing } from './issuing.ts';
import { Root } from './query.ts';
import { Searching } from './searching.ts';
import { Trail } from './trail.ts';
import { Brief } from './types/brief.ts';
import { Agreement, Event, Indicator, Office, Position } from './types/kinds.ts';
import { Country, Organisation } from './types/party.ts';

/** type-graphql has no place for it. */
const QUERY =
  'What can be asked. An error carries `extensions { code hint field }`: what is wrong, what to do about it, and where in the arguments it is.';

const MUTATION =
  'What curators can do. Each is one transaction: it is done whole or not at all, and nothing is ever overwritten. Off unless the server was started with the names and tokens of curators (CHANCERY_CURATORS); a request then carries `Authorization: Bearer <token>`, and the record keeps the name that goes with the token. What is wrong with an input is in `userErrors`; an error at the top means that nobody was allowed to, or that the store could not: `FORBIDDEN`, `UNAUTHENTICATED`, `STORE_BUSY` …. Several mutations of one request are carried out in their order, each for itself.';

let built: GraphQLSchema | null = null;
let text: string | null = null;

export function schema(): GraphQLSchema {
  // What is met only behind an interface has to be named.
  const orphanedTypes = [Agreement, Brief, Country, Event, Indicator, Office, Organisation, Position];
  if (!built) {
    built = buildSchemaSync({
      resolvers: [Root, Searching, Trail, Curation, Importing, Issuing],
      orphanedTypes,
      validate: false,
    });
    const root = built.getQueryType();
    if (root) root.description = QUERY;
    const changes = built.getMutationType();
    if (changes) changes.description = MUTATION;
  }
  return built;
}

/** The schema in its own language, sorted, so that a change is a small difference. */
export function schemaText(): string {
  text ??= `${printSchema(lexicographicSortSchema(schema()))}\n`;
  return text;
}
