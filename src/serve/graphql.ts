// In: GraphQL requests over HTTP. Out: answers, each error with its code and hint, each status as the GraphQL-over-HTTP specification has it.

import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError } from 'graphql';
import { ProblemError, problem } from '../model/problem.ts';
import type { Context } from './context.ts';
import { MOST_TOKENS, noIntrospection, RULES } from './limits.ts';
import { formatted, graphqlError, retryOf, statusOf, traceable, unforeseen } from './problems.ts';
import { schema } from './schema.ts';

export interface GraphqlOptions {
  /** Takes what went wrong inside, and the id of the request. */
  report: (error: unknown, id?: string) => void;
  /** Whether the schema is told to whoever asks. */
  introspection: boolean;
  /** Gives leave to carry out an operation, or refuses it. */
  guard: ApolloServerPlugin<Context>;
}

/** The server of the schema, not yet started. */
export function graphqlServer({ report, introspection, guard }: GraphqlOptions): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema: schema(),
    // Where it is off, our own rule says so.
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    validationRules: introspection ? [...RULES] : [...RULES, noIntrospection],
    formatError: (plain, error) => formatted(graphqlError(error))[0] ?? plain,
    logger: { debug: () => {}, info: () => {}, warn: report, error: report },
    plugins: [
      guard,
      answers(report),
      // Nothing is loaded from, or told to, anybody else.
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
}

/** A subscription is answered with more than one answer. */
const ELSEWHERE = new GraphQLError('', {
  originalError: new ProblemError([
    problem('WRONG_ENDPOINT', {
      operation: 'subscription',
      suggestion: 'POST it to /graphql/stream for server-sent events, or open a WebSocket at /graphql',
    }),
  ]),
  extensions: { http: { status: 400 } },
});

/** Errors of a request that was understood as GraphQL; of these a client that reads `application/json` learns from the body. */
const IN_BODY = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

function answers(report: GraphqlOptions['report']): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation }) {
          if (operation?.operation === 'subscription') throw ELSEWHERE;
        },
        async didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) {
            const cause = unforeseen(error);
            if (cause !== null) report(cause, contextValue.account.id);
          }
        },
        async willSendResponse({ request, response, errors, contextValue: { account } }) {
          if (!errors || response.body.kind !== 'single') return;
          // One refusal can hold several problems: each becomes an error.
          const told = errors.flatMap((error) => formatted(graphqlError(error)));
          response.body.singleResult.errors = told.map((error) => traceable(error, account.id));
          for (const { extensions } of told) account.codes.add(String(extensions?.code));
          const wait = retryOf(told.map(({ extensions }) => extensions ?? {}));
          if (wait !== null) response.http.headers.set('retry-after', String(wait));
          const status = statusOf([...account.codes]);
          if (status !== null) {
            // Of an answer in part the rest is good.
            const { data } = response.body.singleResult;
            if (!data || Object.values(data).every((value) => value === null)) response.http.status = status;
            return;
          }
          const accepted = request.http?.headers.get('accept') ?? '';
          const legacy = !accepted.includes('application/graphql-response+json');
          const understood = errors.every(
            (error) => IN_BODY.has(String(error.extensions.code)) || error.message.startsWith('Variable "$'),
          );
          if (legacy && response.http.status === 400 && understood) response.http.status = 200;
        },
      };
    },
  };
}
