// In: whatever was thrown. Out: what a client may know of it: message, code, hint, place, over GraphQL or plain HTTP. What we did not foresee goes
// to the log and leaves as INTERNAL, without stack, path or SQL.

import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { PARTICULARS } from '../model/particulars.ts';
import { httpOf, PROBLEMS, type Problem, type ProblemCode, ProblemError, problem } from '../model/problem.ts';

/** What a client sees of one error, over GraphQL and plain HTTP alike. */
export interface ErrorBody {
  errors: GraphQLFormattedError[];
}

/** The same problems, their places told as the argument has them; anything else as it is. */
export function inArgument(error: unknown, place: (field: string) => string): unknown {
  if (!(error instanceof ProblemError)) return error;
  return new ProblemError(
    error.problems.map((found) =>
      found.place.field ? { ...found, place: { ...found.place, field: place(found.place.field) } } : found,
    ),
  );
}

/** After how many seconds to try again what was refused because too much was asked at once. */
export const RETRY = 5;

/** After how many seconds to try again; null where that does not help. */
export function retryOf(problems: readonly { code?: unknown; retryAfter?: unknown }[]): number | null {
  const waits = problems.flatMap(({ code, retryAfter }) => {
    if (typeof retryAfter === 'number') return [retryAfter];
    return code === 'BUSY' || code === 'STORE_BUSY' ? [RETRY] : [];
  });
  return waits.length > 0 ? Math.max(...waits) : null;
}

/** Problems that concern the whole operation, whichever field met them. */
const WHOLE: readonly ProblemCode[] = ['BUSY', 'STORE_BUSY', 'RATE_LIMITED', 'TIMED_OUT', 'QUERY_TOO_COSTLY'];

/** The status of an answer without any data; null where the problems say nothing of it. */
export function statusOf(codes: readonly unknown[]): number | null {
  const found = WHOLE.filter((code) => codes.includes(code)).map(httpOf);
  return found.length > 0 ? Math.max(...found) : null;
}

/** @param requestId of the request in the log, where there is one */
export function bodyOf(problems: readonly Problem[], requestId?: string): ErrorBody {
  const errors = problems.map((found) => ({ message: found.message, extensions: extensionsOf(found) }));
  return { errors: requestId === undefined ? errors : errors.map((error) => traceable(error, requestId)) };
}

/** The same error with the id under which the log has the request. */
export const traceable = (error: GraphQLFormattedError, requestId: string): GraphQLFormattedError => ({
  ...error,
  extensions: { ...error.extensions, requestId },
});

function extensionsOf({ code, hint, place, retryAfter }: Problem): Record<string, unknown> {
  return {
    code,
    hint,
    ...(place.field === undefined ? {} : { field: place.field }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Whatever was thrown, as GraphQL has it. */
export const graphqlError = (error: unknown): GraphQLError =>
  error instanceof GraphQLError
    ? error
    : new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });

/** What was thrown in the first place, below all that GraphQL wrapped around it. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}

/** What went wrong inside and must be told to nobody but us; null where the client may know it. */
export function unforeseen(error: unknown): unknown {
  const cause = causeOf(error);
  return cause instanceof ProblemError || (cause instanceof GraphQLError && !isOurs(error, cause)) ? null : cause;
}

/** Whether graphql-js found something wrong with an answer of ours, not with the operation: that alone has a path, and no code. */
const isOurs = (error: unknown, cause: GraphQLError): boolean =>
  error instanceof GraphQLError && error.path !== undefined && cause.extensions.code === undefined;

/** The errors of an answer that one thrown error stands for: one for each problem. */
export function formatted(error: GraphQLError): GraphQLFormattedError[] {
  const { locations, path } = error.toJSON();
  const where = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
  const cause = causeOf(error);
  const told = (found: Problem) => ({ message: found.message, ...where, extensions: extensionsOf(found) });
  if (cause instanceof ProblemError) return cause.problems.map(told);
  if (!(cause instanceof GraphQLError) || isOurs(error, cause)) return [told(problem('INTERNAL'))];
  const message = shortened(error.message);
  const { code, hint, field } = refined(message, error.extensions, cause);
  return [
    { message: withoutHint(message), ...where, extensions: { code, hint, ...(field === undefined ? {} : { field }) } },
  ];
}

/** Longest message. graphql-js repeats in it what was sent, however long; beginning and end say what is wrong. */
const MOST_MESSAGE = 400;

const shortened = (message: string): string =>
  message.length <= MOST_MESSAGE
    ? message
    : `${message.slice(0, MOST_MESSAGE / 2)} … ${message.slice(-MOST_MESSAGE / 2)}`;

/** graphql-js puts its own “Did you mean” into the message; it is our hint. */
const withoutHint = (message: string): string => message.replace(/ Did you mean [^?]*\?$/, '');

/** The codes of Apollo Server, each with what to do about it. What else it could say of itself never leaves. */
export const HINTS: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: 'the query is not GraphQL, or longer than 2000 tokens: see the place in locations',
  GRAPHQL_VALIDATION_FAILED: 'the query does not fit the schema: see /schema.graphql',
  BAD_USER_INPUT: 'the variables do not fit the schema: see /schema.graphql',
  OPERATION_RESOLUTION_FAILURE: 'name in operationName one of the operations of the query',
  BAD_REQUEST: 'send a POST with {"query": "…", "variables": {…}} as application/json',
};

/** What it means that a value does not fit one of these types. */
const TYPE_CODES: Record<string, ProblemCode> = {
  Product: 'UNKNOWN_PRODUCT',
  Language: 'UNKNOWN_LANGUAGE',
  Format: 'UNKNOWN_FORMAT',
  Topic: 'UNKNOWN_TOPIC',
  Paper: 'UNKNOWN_PAPER',
  EDTFDate: 'BAD_DATE',
};
/** The same for fields and arguments whose type is no vocabulary. */
const FIELD_CODES: Record<string, ProblemCode> = { pages: 'BAD_PAGES', first: 'BAD_PAGE_SIZE' };
/** The inputs of what only the requester knows: for them every door has the same codes. */
const PARTICULAR = /^(?:Meeting|Participant|Committee|Trip|Stop|Delta)Input$/;

/** What a field of such an input lacks or has too much: the code, and the field; null where the message is about something else. */
function fieldProblem(message: string, at: string | undefined): { code: ProblemCode; name: string } | null {
  const inside = at?.split('.').some((part) => PARTICULARS.some((name) => name === part)) ?? false;
  const lacking = /Field "(?:(\w+)\.)?(\w+)" of required type "[^"]+" was not provided/.exec(message);
  if (lacking && (inside || PARTICULAR.test(lacking[1] ?? '')))
    return { code: 'MISSING_FIELD', name: lacking[2] as string };
  const excess = /Field "(\w+)" is not defined by type "(\w+)"/.exec(message);
  return excess && PARTICULAR.test(excess[2] ?? '') ? { code: 'UNKNOWN_FIELD', name: excess[1] as string } : null;
}

/** Code, hint and place of an error of the query language itself. */
function refined(
  message: string,
  extensions: GraphQLError['extensions'],
  cause: GraphQLError,
): { code: string; hint: string; field?: string } {
  const field = /^Variable "\$\w+" got invalid value .*? at "([\w.[\]]+)"/
    .exec(message)?.[1]
    ?.replace(/\[(\d+)\]/g, '.$1');
  const ofInput = fieldProblem(message, field);
  const at = [field, ofInput?.name].filter((part) => part !== undefined).join('.');
  const place = at === '' ? {} : { field: at };
  const type =
    /does not exist in "(\w+)" enum/.exec(message)?.[1] ??
    /^(?:.*; )?Enum "(\w+)" cannot represent/.exec(message)?.[1] ??
    /\b(EDTFDate) cannot represent/.exec(message)?.[1];
  // Apollo Server gives every error of validation its own code, over the one it had.
  const given = known(cause.extensions.code) ?? known(extensions.code) ?? 'BAD_REQUEST';
  const code = ofInput?.code ?? (type && TYPE_CODES[type]) ?? FIELD_CODES[field?.split('.').pop() ?? ''] ?? given;
  const suggestion = /Did you mean ([^?]*)\?$/
    .exec(message)?.[0]
    .replace(/Did you mean (?:the enum value )?/, 'did you mean ');
  const said = typeof extensions.hint === 'string' ? extensions.hint : suggestion;
  return { code, hint: said ?? hintFor(code) ?? HINTS[given] ?? '', ...place };
}

/** A code of the closed list; anything else is not told. */
const known = (code: unknown): string | null =>
  typeof code === 'string' && (code in PROBLEMS || code in HINTS) ? code : null;

function hintFor(code: string): string | undefined {
  switch (code) {
    case 'UNKNOWN_LANGUAGE':
      return 'write EN or FR';
    case 'UNKNOWN_PAPER':
      return 'write LETTER or A4';
    case 'UNKNOWN_PRODUCT':
    case 'UNKNOWN_FORMAT':
    case 'UNKNOWN_TOPIC':
      return 'see the values of the enum in /schema.graphql';
    case 'MISSING_FIELD':
    case 'UNKNOWN_FIELD':
      return 'see the fields of the input in /schema.graphql';
    case 'BAD_DATE':
      return 'write 2018, 2018-12 or 2018-12-01, in quotes';
    case 'BAD_PAGES':
      return 'give a whole number from 1 to 150';
    case 'BAD_PAGE_SIZE':
      return 'give a whole number from 1 to 100';
    default:
      return undefined;
  }
}
