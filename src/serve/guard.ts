// In: an operation that fits the schema. Out: leave to carry it out: its cost is paid, and there is a place for it. Refuses one that is too costly
// (QUERY_TOO_COSTLY), a client that has nothing left (RATE_LIMITED), more than can wait (BUSY).

import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import type { Allowance } from './allowance.ts';
import type { Context } from './context.ts';
import { costOf } from './cost.ts';
import type { Gate } from './gate.ts';
import { graphqlError } from './problems.ts';

/** What an operation costs that is refused before its cost is known. */
const REFUSED = 1;

export function guard(allowance: Allowance, gate: Gate): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      let paid = false;
      let leave = () => {};
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue, queryHash }) {
          if (!operation) return;
          const { account, signal, chancery } = contextValue;
          account.hash = queryHash.slice(0, 12);
          try {
            const cost = pay(
              { schema, document, operation, variables: request.variables ?? {} },
              contextValue,
              allowance,
            );
            paid = true;
            chancery.tracer.note(
              { 'graphql.operation.type': operation.operation, 'chancery.cost': cost },
              `graphql ${operation.operation}`,
            );
            leave = await gate.enter(signal);
          } catch (error) {
            throw graphqlError(error);
          }
        },
        async willSendResponse({ contextValue: { client } }) {
          leave();
          if (paid) return;
          try {
            allowance.spend(client, REFUSED);
          } catch {
            // It has nothing left, and was refused for that.
          }
        },
      };
    },
  };
}

/** An operation that fits the schema. */
export interface Fitting {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}

/** Pays for an operation, and notes it. @returns what it costs. Refuses QUERY_TOO_COSTLY and RATE_LIMITED. */
export function pay(fitting: Fitting, context: Context, allowance: Allowance): number {
  const { schema, document, operation, variables } = fitting;
  const { account, client } = context;
  account.operation = { name: operation.name?.value ?? null, kind: operation.operation };
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  const cost = costOf({ schema, operation, fragments, variables });
  account.cost = cost;
  const purse = allowance.spend(client, cost);
  context.paid = purse.limit === 0 ? null : { cost, purse };
  return cost;
}
