// THE THIRD WALK, beside brief.ts and curate.ts: how templates come to be right.
//
//     folder ─template, write→ problems          folder ─brief→ proof
//
// In: a world whose templates somebody is changing. Out: everything that is wrong with them, each with file, line and column; and a proof: a sample brief
// in both languages, as a screen and as paper show it. Nothing that is wrong with templates is thrown: it is the answer.

import { type Brief, type Chancery, openChancery } from './brief.ts';
import { LANGUAGES, type Language } from './model/fact.ts';
import { byPlace, exitOf, type Problem, ProblemError, refuse } from './model/problem.ts';
import type { Product, Request } from './model/question.ts';
import { type Folder, folderOf, printedWords, readTemplates, type Templates } from './template/template.ts';
import type { World } from './world.ts';
import { checkStyle } from './write/write.ts';

/**
 * The request of a proof where nothing else is asked for: a relationship with something in every section, and what a requester would add. They stand in
 * templates/site/samples.json of the release.
 */
export function sampleOf(world: World, product: Product = 'full-brief'): Request {
  const bytes =
    world.original('templates/site/samples.json') ?? refuse('TEMPLATE_MISSING', { name: 'site/samples.json' });
  const samples = JSON.parse(new TextDecoder().decode(bytes)) as Record<Product, Request>;
  return { ...samples['full-brief'], ...samples[product], product };
}

/** Everything wrong with the templates of a world, by file, line and column; and where nothing is, with briefs made from them. */
export async function checkTemplates(world: World): Promise<readonly Problem[]> {
  const written = byPlace(problemsIn(() => inFolder(folderOf(world))));
  if (written.length > 0) return written;
  // What no reading finds, filling and setting does.
  const chancery = await openChancery(world);
  const found: Problem[] = [];
  try {
    for (const product of chancery.templates.plans.keys())
      for (const language of LANGUAGES)
        found.push(...(await faultsIn(chancery, { ...sampleOf(world, product), language })));
  } finally {
    await chancery.close();
  }
  return byPlace(found);
}

/** What keeps a sample from being made and is the templates' doing: what is wrong with a request is not. */
async function faultsIn(chancery: Chancery, request: Request): Promise<readonly Problem[]> {
  try {
    chancery.write(await chancery.draft(request), 'pdf');
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.filter(({ code }) => exitOf(code) === 1);
  }
}

/** A sample brief of both languages. */
export interface Proof {
  /** What kept it from being made; empty: it was made. */
  problems: readonly Problem[];
  files: Partial<Record<Language, { html: Brief; pdf: Brief }>>;
}

/** Makes a proof. Problems that are none of the templates are among them as well: the request may be wrong. */
export async function proofOf(world: World, request: Request): Promise<Proof> {
  const files: Proof['files'] = {};
  try {
    const chancery = await openChancery(world);
    try {
      for (const language of LANGUAGES) {
        const draft = await chancery.draft({ ...request, language });
        files[language] = { html: chancery.write(draft, 'html'), pdf: chancery.write(draft, 'pdf') };
      }
    } finally {
      await chancery.close();
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { problems: error.problems, files: {} };
  }
  return { problems: [], files };
}

function inFolder(folder: Folder): readonly Problem[] {
  const style = (words: string) =>
    checkStyle(
      (path) => folder.text(`style/${path}`),
      (path) => folder.bytes(`style/${path}`),
      words,
    );
  let read: Templates | null = null;
  const problems = problemsIn(() => {
    read = readTemplates(folder);
    return [];
  });
  return [...problems, ...problemsIn(() => style(read ? printedWords(read) : ''))];
}

function problemsIn(find: () => readonly Problem[]): readonly Problem[] {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems;
  }
}
