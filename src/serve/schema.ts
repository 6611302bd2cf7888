// In: the types and root fields. Out: the executable schema, made once, and its text.

import { GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { errorCodes } from './codes.ts';
import { Curation } from './curation.ts';
import { Importing } from './importing.ts';
import { Issuing } from './issuing.ts';
import { Jobs } from './jobs.ts';
import { Root } from './query.ts';
import { Rating } from './rate.ts';
import { Searching } from './searching.ts';
import { Trail } from './trail.ts';
import { Brief } from './types/brief.ts';
import { Agreement, Event, Indicator, Office, Position } from './types/kinds.ts';
import { Country, Organisation } from './types/party.ts';

/** type-graphql has no place for it. */
const QUERY =
  'What can be asked. An error carries `extensions { code hint field }`: what is wrong, what to do about it, and where in the arguments it is; `requestId` is what the log has it under. The codes are those of `ErrorCode`, and no others.';

const MUTATION =
  'What can be changed. `requestBrief` and `cancelJob` are for anybody who may ask for a brief; all else is what curators can do. Each is one transaction: it is done whole or not at all, and nothing recorded is ever overwritten. What curators can do is off unless the server was started with the names and tokens of curators (CHANCERY_CURATORS); a request then carries `Authorization: Bearer <token>`, and the record keeps the name that goes with the token. What is wrong with an input is in `userErrors`; an error at the top means that nobody was allowed to, or that the store could not: `FORBIDDEN`, `UNAUTHENTICATED`, `STORE_BUSY` …. Several mutations of one request are carried out in their order, each for itself.';

const SUBSCRIPTION =
  'What can be followed: at `/graphql/stream` over server-sent events (the protocol of graphql-sse, a connection for each), at `/graphql` over WebSockets (`graphql-transport-ws`). The first answer is the state as it is, so that whoever was cut off asks again and has missed nothing.';

/** Every subscription here brings its own events. */
const NO_TOPICS = {
  publish: () => {},
  subscribe: () => {
    throw new Error('a subscription without events of its own');
  },
};

let built: GraphQLSchema | null = null;
let text: string | null = null;

export function schema(): GraphQLSchema {
  // What is met only behind an interface has to be named.
  const orphanedTypes = [Agreement, Brief, Country, Event, Indicator, Office, Organisation, Position];
  if (!built) {
    const reached = buildSchemaSync({
      resolvers: [Root, Searching, Trail, Curation, Importing, Issuing, Jobs, Rating],
      orphanedTypes,
      validate: false,
      pubSub: NO_TOPICS,
    }).toConfig();
    // No field gives it: type-graphql takes only what a field gives.
    built = new GraphQLSchema({ ...reached, types: [...reached.types, errorCodes()] });
    const root = built.getQueryType();
    if (root) root.description = QUERY;
    const changes = built.getMutationType();
    if (changes) changes.description = MUTATION;
    const streams = built.getSubscriptionType();
    if (streams) streams.description = SUBSCRIPTION;
  }
  return built;
}

/** The schema in its own language, sorted, so that a change is a small difference. */
export function schemaText(): string {
  text ??= `${printSchema(lexicographicSortSchema(schema()))}\n`;
  return text;
}
