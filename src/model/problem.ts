// In: a code, a place, the words that fill its message. Out: a problem as a value, and the exit and HTTP status it means.
// Everything that can go wrong, or be worth a remark, is one row of PROBLEMS.

interface Kind {
  /** `note`: the brief is made and the note travels with it. `error`: nothing is made. */
  severity: 'error' | 'note';
  /** Exit status of a command. */
  exit: 0 | 1 | 2;
  /** HTTP status of a plain route. */
  http: number;
  /** For people; `{x}` is filled from the values of the problem. No path, no stack. */
  message: string;
  /** What to do about it. */
  hint: string;
}

const wrong = (message: string, hint: string): Kind => ({ severity: 'error', exit: 2, http: 400, message, hint });
const failed = (message: string, hint: string, http = 500): Kind => ({
  severity: 'error',
  exit: 1,
  http,
  message,
  hint,
});
const clash = (message: string, hint: string): Kind => ({ severity: 'error', exit: 1, http: 409, message, hint });
const note = (message: string, hint = ''): Kind => ({ severity: 'note', exit: 0, http: 200, message, hint });

export const PROBLEMS = {
  // The request.
  NO_PARTY: wrong('no country or organization is named', 'name one or more, as in “Canada-China since 2018”'),
  UNKNOWN_PARTY: wrong('“{name}” is no country or organization known here', '{suggestion}'),
  WRONG_PARTY_KIND: wrong('{name} is {kind}', 'ask for {field} or party'),
  SAME_PARTY_TWICE: wrong('{name} is named twice', 'name two different parties'),
  TOO_MANY_PARTIES: wrong('{count} parties are named', 'name at most {most}'),
  BAD_DATE: wrong('“{value}” is no date', 'write 2018, 2018-12, 2018-12-01 or “March 2019”'),
  SINCE_AFTER_UNTIL: wrong('the period ends before it begins: {since} to {until}', 'swap the two dates'),
  PERIOD_IN_FUTURE: wrong(
    'the period begins in the future: {since}',
    'ask for a period that begins on or before {today}',
  ),
  AS_OF_IN_FUTURE: wrong('what will be known on {asOf} is not known yet', 'ask for {today} or a day before it'),
  TEXT_NOT_UNDERSTOOD: wrong(
    '“{value}” is not understood',
    'write “Canada-China since 2018” or “Canada and India on trade from 2023 to 2025”',
  ),
  TEXT_TOO_LONG: wrong('the request has {length} characters', 'write at most {most}'),
  TEXT_NOT_PRINTABLE: wrong('the request holds control characters', 'type it again as plain text'),
  BAD_PAGES: wrong('“{value}” is no number of pages here', '{suggestion}'),
  UNKNOWN_PRODUCT: wrong('“{value}” is no product', '{suggestion}'),
  WRONG_PARTY_COUNT: wrong('the product {product} is about {expected}; named: {count}', 'name {expected}'),
  UNKNOWN_LANGUAGE: wrong('“{value}” is no language of a brief', 'write en or fr'),
  UNKNOWN_FORMAT: wrong('“{value}” is no format', '{suggestion}'),
  UNKNOWN_TOPIC: wrong('“{value}” is no topic', '{suggestion}'),
  UNKNOWN_PAPER: wrong('“{value}” is no paper', 'write letter or a4'),
  UNKNOWN_MARKING: wrong('“{value}” is no marking', '{suggestion}'),
  UNKNOWN_OPTION: wrong('“{value}” is no option', '{suggestion}'),
  MISSING_VALUE: wrong('{option} needs a value', 'see --help'),
  UNKNOWN_COMMAND: wrong('“{value}” is no command', '{suggestion}'),
  UNKNOWN_VALUE: wrong('{option} takes no “{value}”', '{suggestion}'),
  MISSING_WORD: wrong('{command} needs {what}', 'see --help'),
  UNEXPECTED_WORD: wrong('{command} takes no “{value}”', 'see --help; put what has spaces in quotes'),
  BAD_REVISION: wrong('“{value}” is no revision', 'give the number that data history shows: 1, 2, 3 …'),
  BAD_SET: wrong('“{value}” sets nothing', 'write the path of a field and its value: title.fr="Un titre"'),
  MISSING_FIELD: wrong('{of} needs {what}', '{suggestion}'),
  UNKNOWN_FIELD: wrong('“{value}” is no field of {of}', '{suggestion}'),
  WRONG_FIELD: wrong('this is {found}', 'expected {expected}'),
  INPUT_NOT_JSON: wrong(
    '{path}, line {line}, column {column}: {detail}',
    'mend the file there: it is to be one JSON object',
  ),
  INPUT_TOO_LARGE: wrong('{path} is too large', 'give at most {most} bytes'),
  INPUT_UNREADABLE: wrong('{path} cannot be read: {detail}', 'check the name of the file'),
  // The data.
  BAD_RECORD: failed('{file}, line {line}, {field}: {found}', 'expected {expected}'),
  IMPORT_KIND: wrong(
    'the file begins with “{found}”, which is no kind of file known here',
    'give one of {kinds}; docs/import.md tells how each looks',
  ),
  IMPORT_REFUSED: failed(
    'nothing was kept: {rows} refused',
    'mend the file, or keep the valid rows with --accept-valid and import the others when they are mended',
    422,
  ),
  DATA_MISSING: failed('the data folder has no {name}', 'restore it from the release'),
  // The store.
  STORE_CORRUPT: failed(
    'the database is damaged, and it holds what was recorded here; nothing was changed',
    'stop Chancery and restore the newest backup; the damaged file is kept beside it',
    503,
  ),
  STORE_NEWER: failed(
    'the database is of version {version}; this Chancery knows version {known}',
    'use the Chancery that wrote it, or a newer one',
    503,
  ),
  STORE_BUSY: failed('another is writing to the database', 'try again in a moment; nothing was changed', 503),
  STORE_FULL: failed('the disk is full; nothing was changed', 'make room and try again', 507),
  STORE_READ_ONLY: failed('the database cannot be written', 'write where its folder may be written', 503),
  STORE_UNREACHABLE: failed(
    'the database server does not answer',
    'see that it runs and that DATABASE_URL names it',
    503,
  ),
  STALE_REVISION: clash(
    '{id} is at revision {number}, recorded by {by} on {at}; revision {expected} was expected',
    'read it again and decide anew; nothing was changed',
  ),
  ALREADY_RECORDED: clash(
    '{id} is recorded: revision {number}, {state}',
    'correct it, or restore it where it was withdrawn',
  ),
  WRONG_STATE: clash('{id} is {state}', 'this can be done to what is {states}'),
  IN_USE: clash('{id} is needed by {users}', 'correct or withdraw these first'),
  KEY_REUSED: clash('the key “{key}” was used for another request', 'give each request a key of its own'),
  REVIEWED_HERE: clash(
    '{id} was changed here by {by}: revision {number} stands',
    'correct it by hand if the file is right',
  ),
  INVALID_RECORD: wrong('{field}: {found}', 'expected {expected}'),
  UNKNOWN_RECORD: {
    severity: 'error',
    exit: 2,
    http: 404,
    message: 'there is no {record} “{id}”',
    hint: 'see the history of a fact for what it names',
  },
  AUDIT_BROKEN: failed(
    'the audit trail does not hold at entry {entry}: {detail}',
    'compare with a backup: something was changed past Chancery',
  ),
  BACKUP_FAILED: failed('the backup failed: {detail}', 'nothing was changed; choose another file'),
  // The register.
  UNKNOWN_EDITION: {
    severity: 'error',
    exit: 2,
    http: 404,
    message: 'there is no edition “{id}” in this register',
    hint: 'write the number and the edition, B0001-2; edition list shows them',
  },
  FOREIGN_EDITION: wrong('{id} is about {about}, not about {asked}', 'give an edition about the same parties'),
  BAD_STATE: wrong('“{value}” is neither an edition nor a date', 'write B0001-2, 2026-06-30 or 2026-06'),
  TOO_EARLY: wrong('nothing was recorded yet on {day}', 'give a later day, or an edition'),
  DATA_GONE: failed('the data of state {version} are not in this database', 'restore the backup that holds them', 410),
  TEMPLATES_DIFFER: clash(
    'it was made with templates {made}; these are {now}',
    'use the Chancery and the templates that made it: the register names them',
  ),
  BYTES_DIFFER: clash(
    '{id}, made again, is not what was issued: {now}… instead of {issued}…',
    'it was issued by Chancery {program}: use that one',
  ),
  BAD_HASH: wrong('“{value}” is no SHA-256', 'give 64 hexadecimal digits'),
  FILE_TOO_LARGE: wrong('the file has {size} bytes', 'a brief has at most {most}'),
  NOT_A_BRIEF: wrong('the file is neither a PDF nor the data of a brief', 'give the PDF as it was downloaded'),
  PDF_TRUNCATED: wrong('the PDF ends before its end', 'fetch it again: a part of it is missing'),
  NOT_OURS: wrong('the PDF carries no brief of Chancery', 'it was made elsewhere, or printed anew without its data'),
  UNKNOWN_FACT: {
    severity: 'error',
    exit: 2,
    http: 404,
    message: 'there is no fact “{id}”',
    hint: 'see the selection of a brief for ids',
  },
  UNKNOWN_BRIEF: {
    severity: 'error',
    exit: 2,
    http: 404,
    message: 'there is no brief “{id}” here',
    hint: 'ask for it again: the same request gives the same id',
  },
  UNKNOWN_JOB: {
    severity: 'error',
    exit: 2,
    http: 404,
    message: 'there is no job “{id}” here',
    hint: 'a job is forgotten some days after it is finished: ask for its briefs again',
  },
  JOB_ABANDONED: failed(
    'it was begun {count} times, and each time whoever was at it was not heard of again',
    'ask for less in one brief; see the log of the server for what it died of',
  ),
  BAD_CURSOR: wrong('the cursor is not one of ours', 'pass endCursor of the page before'),
  BAD_PAGE_SIZE: wrong('first is {value}', 'give a whole number from 1 to {most}'),
  QUERY_TOO_DEEP: wrong('the operation nests {depth} levels of fields', 'nest at most {most}'),
  QUERY_TOO_WIDE: wrong('the operation asks for {count} things at once', 'ask for at most {most} in one operation'),
  TOO_MANY_ALIASES: wrong('the operation renames {count} fields', 'give at most {most} fields another name'),
  TOO_MANY_DIRECTIVES: wrong('the operation has {count} directives', 'write at most {most}'),
  QUERY_TOO_COSTLY: wrong(
    'the operation could cost {cost} points',
    'ask for at most {most} at once: for fewer things on a page, or for less of each',
  ),
  INTROSPECTION_OFF: wrong('this server does not answer questions about its schema', 'read it at /schema.graphql'),
  PERSISTED_QUERY_NOT_FOUND: wrong(
    'no operation is listed here under “{id}”',
    'send the text of the operation, or have it listed',
  ),
  OPERATION_NOT_LISTED: {
    severity: 'error',
    exit: 1,
    http: 403,
    message: 'this server carries out only the operations of its list',
    hint: 'have the operation listed, and send its id',
  },
  // The templates.
  TEMPLATE_MISSING: failed('the templates have no {name}', 'restore it from the release'),
  TEMPLATE_SYNTAX: failed('{template}, line {line}: {detail}', '{suggestion}'),
  TEMPLATE_FIELD: failed('{template}, line {line}: the data has no “{field}”', '{suggestion}'),
  TEMPLATE_TAG: failed('{template}, line {line}, column {column}: {detail}', '{suggestion}'),
  TEMPLATE_WORD: failed('words/{language}.json has no “{key}”', 'add it, in both languages'),
  PLAN_WRONG: failed('{template}, line {line}, {field}: {found}', '{suggestion}'),
  TEMPLATE_VALUE: failed('{template}, line {line}, {field}: {found}', '{suggestion}'),
  TEMPLATE_TOO_LARGE: failed('{name} has {size} bytes', 'at most {most} are read'),
  TEMPLATE_ENDLESS: failed('{template}, line {line}: {detail}', '{suggestion}'),
  TEMPLATE_FOLDER: failed('{path} cannot be used as templates: {detail}', '{suggestion}'),
  LOGO_WRONG: failed('style/{file}: {detail}', '{suggestion}'),
  FONT_WRONG: failed('style/{file}: {detail}', '{suggestion}'),
  FACT_MARKING: failed(
    '{fact} asks for the marking “{value}”, which is none here',
    'add the level to markings.json of the templates',
  ),
  THEME_WRONG: failed('style/theme.json, line {line}, {field}: {found}', '{suggestion}'),
  // The page.
  MISSING_GLYPH: failed('no font has “{glyph}” (U+{code}), in {place}', 'add a font that has it, or mend the fact'),
  BOOK_TOO_LONG: wrong(
    'the notes take {needs} pages; a book has at most {most}',
    'leave out stops, ask for shorter notes, or give it pages: then what weighs least gives way',
  ),
  TOO_LONG_FOR_BUDGET: wrong('what cannot be dropped needs {needs} pages; the budget is {budget}', 'allow more pages'),
  STATEMENT_WITHOUT_SOURCE: failed(
    'a sentence has no source: “{text}”',
    'a template wrote a sentence outside a statement',
  ),
  // The outside.
  OUTPUT_UNWRITABLE: failed('{path} cannot be written: {detail}', 'choose another place with --output'),
  BAD_PORT: failed('“{value}” is no port', 'set PORT to a whole number from 0 to 65535'),
  BAD_CURATORS: failed(
    'the list of curators is wrong: {detail}',
    'write name:token, with commas between; a token has at least 20 letters, digits or -._~+/',
  ),
  FORBIDDEN: {
    severity: 'error',
    exit: 1,
    http: 403,
    message: 'recording over the network is off',
    hint: 'use npm run data on the machine itself, or start the server with CHANCERY_CURATORS',
  },
  UNAUTHENTICATED: {
    severity: 'error',
    exit: 1,
    http: 401,
    message: 'this is for curators, and the request carries no token of one',
    hint: 'send Authorization: Bearer <token>, with a token of CHANCERY_CURATORS',
  },
  PORT_TAKEN: failed('port {port} is taken', 'set PORT to a free one'),
  BAD_WORKERS: failed('“{value}” is no number of workers', 'set CHANCERY_WORKERS to a whole number from 1 to {most}'),
  BAD_SECRET: failed(
    'the secret that links are signed with is too short',
    'give CHANCERY_SECRET at least 32 characters',
  ),
  FILES_UNWRITABLE: failed(
    'the finished file cannot be kept: {detail}',
    'see that the folder that CHANCERY_HOME names can be written and has room',
    507,
  ),
  BAD_LINK: {
    severity: 'error',
    exit: 1,
    http: 403,
    message: 'this link was not made here, or was changed since',
    hint: 'ask for the file again: the answer brings a link to it',
  },
  BAD_ORIGIN: {
    severity: 'error',
    exit: 1,
    http: 403,
    message: 'the page that asks is from elsewhere',
    hint: 'ask from a page of this server, or from a program, which sends no Origin',
  },
  LINK_EXPIRED: {
    severity: 'error',
    exit: 1,
    http: 410,
    message: 'this link expired on {at}',
    hint: 'ask for the file again: the answer brings a new link to it',
  },
  WRONG_ENDPOINT: wrong('a {operation} is not answered here', '{suggestion}'),
  BAD_SETTING: failed('“{value}” is no value of {name}', '{expected}'),
  BAD_OPERATIONS: failed(
    '{path} is no list of operations: {detail}',
    'give a manifest as generate-persisted-query-manifest writes it',
  ),
  RATE_LIMITED: {
    severity: 'error',
    exit: 1,
    http: 429,
    message: 'too much was asked within a minute',
    hint: 'ask again in {seconds} seconds; rateLimit tells what is left',
  },
  TIMED_OUT: failed('the answer was not ready in time', 'ask for less at once', 504),
  BUSY: failed('too many briefs are asked for at once', 'try again in a few seconds', 503),
  // The usual status for it; nobody is there to read it.
  CANCELLED: failed('whoever asked for it has gone', 'ask again', 499),
  BODY_TOO_LARGE: {
    severity: 'error',
    exit: 1,
    http: 413,
    message: 'the request is too large',
    hint: 'send at most {most} bytes',
  },
  BODY_MALFORMED: {
    severity: 'error',
    exit: 1,
    http: 400,
    message: 'the request is not JSON',
    hint: 'send a JSON body',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    severity: 'error',
    exit: 1,
    http: 415,
    message: 'the content type is not supported',
    hint: 'send application/json',
  },
  BAD_RANGE: {
    severity: 'error',
    exit: 1,
    http: 416,
    message: 'the file has no such range',
    hint: 'it has {length} bytes',
  },
  METHOD_NOT_ALLOWED: {
    severity: 'error',
    exit: 1,
    http: 405,
    message: 'the method {method} is not allowed here',
    hint: 'use {allowed}',
  },
  NOT_FOUND: {
    severity: 'error',
    exit: 1,
    http: 404,
    message: 'there is nothing here',
    hint: 'see / and /schema.graphql',
  },
  INTERNAL: failed(
    'something went wrong on our side',
    'try again; if it happens again, report the x-request-id of the answer, or the time and what you asked',
  ),
  // Notes: the brief is made.
  NOTHING_RECORDED: note('nothing is recorded for this question'),
  NOTHING_ON_TOPIC: note('nothing is recorded on {topics}'),
  DROPPED_FOR_BUDGET: note('facts left out to keep to the page budget of {pages}: {count}'),
  WEAK_SOURCES: note('facts that rest on weak sources only: {count}'),
  SINGLE_SOURCE: note('facts that rest on a single source: {count}'),
  DRAFTS_CITED: note('facts that no person has reviewed, marked where they appear: {count}'),
  DRAFTS_LEFT_OUT: note(
    'facts left out because no person has reviewed them: {count}',
    'review them, or ask for them too: --drafts, or includeDrafts',
  ),
  MOST_SIGNIFICANT: note('events taken: the {most} most significant of {count}'),
  STORE_IN_MEMORY: note(
    'the folder of the database cannot be written; the data were read into memory',
    'set CHANCERY_HOME to a folder you may write',
  ),
  RELEASE_DIFFERS: note(
    'the release has {id} otherwise; revision {number}, recorded by {by}, stands',
    'compare the two and correct it if the release is right',
  ),
  DATA_ENDS: note('the newest fact is of {date}'),
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Where in the request, a file or a template the problem lies. */
export interface Place {
  /** Path of the field in the request (`request.parties.0`), or the option as typed. */
  field?: string;
  file?: string;
  line?: number;
  column?: number;
}

/** One thing that went wrong or is worth a remark. */
export interface Problem {
  code: ProblemCode;
  message: string;
  hint: string;
  place: Place;
  /** After how many seconds the same may be asked again; absent where time does not help, or nobody knows. */
  retryAfter?: number;
}

/** Makes a problem; `values` fill the braces of its message and hint. */
export function problem(code: ProblemCode, values: Record<string, string | number> = {}, place: Place = {}): Problem {
  const kind: Kind = PROBLEMS[code];
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''));
  return { code, message: fill(kind.message), hint: fill(kind.hint), place };
}

/** By file, line and column; each once. */
export function byPlace(problems: readonly Problem[]): Problem[] {
  const once = new Map(problems.map((one) => [JSON.stringify([one.place, one.message]), one]));
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...once.values()].sort(
    ({ place: a }, { place: b }) =>
      order(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

export const exitOf = (code: ProblemCode): number => PROBLEMS[code].exit;
export const httpOf = (code: ProblemCode): number => PROBLEMS[code].http;
export const isNote = (code: ProblemCode): boolean => PROBLEMS[code].severity === 'note';

/** Carries problems up a call stack. The only thing the rooms throw on purpose. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((p) => p.message).join('; '));
    this.name = 'ProblemError';
    this.problems = problems;
  }
}

/** Throws one problem. */
export function refuse(code: ProblemCode, values: Record<string, string | number> = {}, place: Place = {}): never {
  throw new ProblemError([problem(code, values, place)]);
}

/** What a person may have meant: the nearest of `words` by edit distance, at most three; empty where none is near. */
export function nearest(typed: string, words: Iterable<string>): string[] {
  const fold = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const wanted = fold(typed).slice(0, 60);
  const limit = Math.max(1, Math.floor(wanted.length * 0.4));
  const scored: { word: string; distance: number }[] = [];
  for (const word of new Set(words)) {
    const distance = editDistance(wanted, fold(word), limit);
    if (distance <= limit) scored.push({ word, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1));
  return scored.slice(0, 3).map((s) => s.word);
}

/** “did you mean X, Y or Z?”, or the fallback where nothing is near. */
export function didYouMean(typed: string, words: Iterable<string>, fallback: string): string {
  const near = nearest(typed, words);
  if (near.length === 0) return fallback;
  const last = near.pop();
  return `did you mean ${near.length ? `${near.join(', ')} or ${last}` : last}?`;
}

/** Optimal string alignment distance, given up at `limit` + 1. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
