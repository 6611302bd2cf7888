// What the server says is wrong, as values.

/** One thing that is wrong. */
export interface Problem {
  /** For programs: `UNKNOWN_PARTY`, `BUSY` …. docs/api.md lists them. */
  readonly code: string;
  /** For people, in English. */
  readonly message: string;
  /** What to do about it. Empty where there is nothing to say. */
  readonly hint: string;
  /** Where in the variables: `request.parties.1`. Null where it is nowhere in them. */
  readonly field: string | null;
  /** Where in the answer: `["brief", "file"]`. Empty where it concerns all of it. */
  readonly path: readonly (string | number)[];
}

/** Thrown where an answer is not, or not wholly, what was asked for. */
export class ChanceryError extends Error {
  override readonly name = 'ChanceryError';
  /** At least one. */
  readonly problems: readonly Problem[];
  /** Status of the answer over HTTP. */
  readonly status: number;
  /** Seconds after which to ask again. Null where that would not help. */
  readonly retryAfter: number | null;
  /** What was answered all the same: a brief whose file could not be made. Null where nothing was. */
  readonly data: unknown;

  constructor(problems: readonly Problem[], of: { status: number; retryAfter?: number | null; data?: unknown }) {
    super(problems.map(({ code, message }) => `${code}: ${message}`).join('; '));
    this.problems = problems;
    this.status = of.status;
    this.retryAfter = of.retryAfter ?? null;
    this.data = of.data ?? null;
  }

  /** Whether one of the problems is this one. */
  has(code: string): boolean {
    return this.problems.some((problem) => problem.code === code);
  }
}
