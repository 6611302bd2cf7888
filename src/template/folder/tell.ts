// In: a mistake in a template, and where. Out: the problem that says so.

import type { Spot } from '../../model/placed.ts';
import { type Problem, type ProblemCode, problem } from '../../model/problem.ts';

/** Tells of a mistake in a template. */
export type Tell = (code: ProblemCode, at: Spot, detail: string, suggestion: string) => void;

/** Tells mistakes of one file, each once. @param template its path: `parts/threads.hbs` */
export function teller(template: string, problems: Problem[]): Tell {
  const told = new Set<string>();
  return (code, { line, column }, detail, suggestion) => {
    const key = [code, line, column, detail].join('\u0000');
    if (told.has(key)) return;
    told.add(key);
    const values = { template, line, column, detail, field: detail, suggestion };
    problems.push(problem(code, values, { file: template, line, column }));
  };
}

/** Where a node begins; columns of Handlebars count from 0. */
export const spotAt = ({ start }: hbs.AST.SourceLocation): Spot => ({ line: start.line, column: start.column + 1 });
