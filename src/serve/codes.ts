// In: the closed list of problems, and the codes of the query language itself. Out: the same as an enum of the schema, and as a page of the documentation.
// Refuses nothing.

import { GraphQLEnumType } from 'graphql';
import { exitOf, httpOf, isNote, PROBLEMS, type ProblemCode } from '../model/problem.ts';
import { HINTS } from './problems.ts';

/** What the query language itself refuses, and what that means. */
const LANGUAGE: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: 'the text of the operation is not GraphQL',
  GRAPHQL_VALIDATION_FAILED: 'the operation does not fit the schema',
  BAD_USER_INPUT: 'the variables do not fit the operation',
  OPERATION_RESOLUTION_FAILURE: 'there is no operation of that name',
  BAD_REQUEST: 'the request is no GraphQL request, or comes from a page of another site',
};

const errors = (Object.keys(PROBLEMS) as ProblemCode[]).filter((code) => !isNote(code));

/** The enum `ErrorCode`. */
export function errorCodes(): GraphQLEnumType {
  const described = [
    ...errors.map((code) => [code, PROBLEMS[code].message] as const),
    ...Object.entries(LANGUAGE),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  return new GraphQLEnumType({
    name: 'ErrorCode',
    description:
      'Every value that `extensions.code` of an error can have. `{…}` stands for the values of the message. A code may be added; none changes its meaning.',
    values: Object.fromEntries(described.map(([code, message]) => [code, { description: `${message}.` }])),
  });
}

const row = (...cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

/** The page docs/errors.md. */
export function codesText(): string {
  return `# Every error there is

Made from the program by \`npm run schema\`; a test holds the two equal. \`{…}\` stands for the values of a message.

An error tells what is wrong (\`message\`), its \`code\`, what to do about it (\`hint\`), where in the arguments it is (\`field\`), and \`requestId\`, under which the log of the
server has the request: send \`x-request-id\` to choose it yourself. \`retryAfter\` tells after how many seconds the same may be asked again, as the header \`Retry-After\` does. No
error holds a stack, a path of the server or a statement of the database; what nobody foresaw is \`INTERNAL\`, and the log has the rest.

Over GraphQL all this stands in \`extensions\`. The status is 200 where the operation was carried out, even in part, and that of the table where the whole request was
refused; read the body either way. At a command line the exit status is that of the table.

${table(
  ['code', 'message', 'hint', 'HTTP', 'exit'],
  errors.map((code) => [`\`${code}\``, PROBLEMS[code].message, PROBLEMS[code].hint, httpOf(code), exitOf(code)]),
)}

## Of the query language itself

${table(
  ['code', 'message', 'hint'],
  Object.entries(LANGUAGE).map(([code, message]) => [`\`${code}\``, message, HINTS[code] ?? '']),
)}

## Notes

The brief is made; the note travels with it (\`brief.notes\`).

${table(
  ['code', 'message', 'hint'],
  (Object.keys(PROBLEMS) as ProblemCode[])
    .filter(isNote)
    .map((code) => [`\`${code}\``, PROBLEMS[code].message, PROBLEMS[code].hint]),
)}
`;
}
