// In: nothing. Out: the closed list of what a template may call, and what is a call.

/** Everything that a template may call: whether it has a block, how many values it takes, and what it may be told by name (null: anything). */
export const CALLS = {
  each: { block: true, values: 1, named: [] },
  if: { block: true, values: 1, named: [] },
  unless: { block: true, values: 1, named: [] },
  eq: { block: false, values: 2, named: [] },
  word: { block: false, values: 1, named: [] },
  /** Takes the slots of its pattern by name. */
  fill: { block: false, values: 1, named: null },
  sentence: { block: false, values: 1, named: [] },
  cite: { block: false, values: 2, named: ['rank', 'native', 'ofRecord'] },
  join: { block: false, values: 1, named: [] },
  part: { block: false, values: 1, named: [] },
} as const satisfies Record<string, { block: boolean; values: number; named: readonly string[] | null }>;

export type CallName = keyof typeof CALLS;
export const CALL_NAMES = Object.keys(CALLS) as CallName[];
export const isListed = (name: string): name is CallName => Object.hasOwn(CALLS, name);

export type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;

/** Whether it calls something: a bare {{name}} is a field; anything with values, and every block, is a call. */
export const isCall = (node: Call): boolean =>
  node.type !== 'MustacheStatement' || node.params.length > 0 || (node.hash?.pairs.length ?? 0) > 0;
