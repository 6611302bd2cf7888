// In: an operation as a client of a stream sent it. Out: what is to be carried out, or the errors that it is refused with: the same rules hold as for
// operations that are answered once. Refuses what is no subscription (WRONG_ENDPOINT).

import {
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { ProblemError, problem } from '../model/problem.ts';
import type { Allowance } from './allowance.ts';
import type { Context } from './context.ts';
import { pay } from './guard.ts';
import { MOST_TOKENS, noIntrospection, RULES } from './limits.ts';
import type { Manifest, Sent } from './manifest.ts';
import { graphqlError } from './problems.ts';
import { schema } from './schema.ts';

export interface Operation extends Sent {
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** What operations are held to beside the rules of GraphQL. */
export interface Terms {
  manifest: Manifest;
  allowance: Allowance;
  introspection: boolean;
}

/** @param context made only for what is admitted */
export function admit(
  sent: Operation,
  { manifest, allowance, introspection }: Terms,
  context: () => Context,
): (ExecutionArgs & { contextValue: Context }) | { errors: GraphQLError[] } {
  const { operationName } = sent;
  const variables = sent.variables ?? {};
  let document: ExecutionArgs['document'];
  try {
    document = parse(manifest.textOf(sent) ?? '', { maxTokens: MOST_TOKENS });
  } catch (error) {
    return { errors: [error instanceof ProblemError ? graphqlError(error) : coded(error, 'GRAPHQL_PARSE_FAILED')] };
  }
  const rules = [...specifiedRules, ...RULES, ...(introspection ? [] : [noIntrospection])];
  const errors = validate(schema(), document, rules);
  if (errors.length > 0) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
  const definition = getOperationAST(document, operationName);
  if (!definition)
    return { errors: [coded(new GraphQLError('There is no such operation.'), 'OPERATION_RESOLUTION_FAILURE')] };
  const { operation, variableDefinitions = [] } = definition;
  if (operation !== 'subscription') {
    const suggestion = 'POST queries and mutations to /graphql';
    return { errors: [graphqlError(new ProblemError([problem('WRONG_ENDPOINT', { operation, suggestion })]))] };
  }
  const unfit = getVariableValues(schema(), variableDefinitions, variables).errors;
  if (unfit) return { errors: unfit.map((error) => coded(error, 'BAD_USER_INPUT')) };
  const contextValue = context();
  try {
    pay({ schema: schema(), document, operation: definition, variables }, contextValue, allowance);
  } catch (error) {
    return { errors: [graphqlError(error)] };
  }
  return { schema: schema(), document, operationName: operationName ?? null, variableValues: variables, contextValue };
}

/** The same error with the code that Apollo Server gives such errors, unless a rule of ours gave it one. */
function coded(error: unknown, code: string): GraphQLError {
  const { message, nodes, source, positions, extensions } = graphqlError(error);
  return new GraphQLError(message, {
    ...(nodes ? { nodes } : {}),
    ...(source ? { source } : {}),
    ...(positions ? { positions } : {}),
    extensions: { code, ...extensions },
  });
}
