// In: nothing. Out: on standard output, as JSON, what each step from the start of this process to the first PDF took, in milliseconds. The steps of
// src/launch.js and src/cli.ts, one by one. With the word `apart`, from the files as the compiler left them: libraries are loaded by themselves
// first, so that each is seen, and what the bundle saves.

import { enableCompileCache } from 'node:module';

const took: Record<string, number> = { 'Node.js itself, until the first line runs': performance.now() };
async function step<T>(name: string, run: () => T): Promise<Awaited<T>> {
  const start = performance.now();
  const result = await run();
  took[name] = performance.now() - start;
  return result;
}
const apart = process.argv[2] === 'apart';
const from = (file: string) => import(`../../${apart ? 'dist' : 'bundle'}/${file}`);

enableCompileCache();
if (apart) {
  await step('loading fontkit', () => import('fontkit'));
  await step('loading pdfkit', () => import('pdfkit'));
  await step('loading hyphenation', () => Promise.all([import('hyphen/en-us/index.js'), import('hyphen/fr/index.js')]));
  await step('loading Handlebars', () => import('handlebars'));
  await step('loading Kysely', () => import('kysely'));
}
const { openChancery } = await step(apart ? 'loading our own' : 'loading the bundle', () => from('brief.js'));
const { openWorld } = await from('world.js');
const house = await step('opening gazetteer, templates, store', () => openChancery(openWorld()));
const draft = await step('question, facts, dossier, document', () => house.draft({ text: 'Canada-China since 2018' }));
const first = await step('the first PDF: fonts parsed, every word shaped', () => house.write(draft, 'pdf'));
took['= all of the above'] = performance.now();
took['processor time of all threads'] = process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
const again = await house.draft({ text: 'Canada-China since 2018' });
await step('(the second PDF, for comparison)', () => house.write(again, 'pdf'));
await house.close();
if (first.bytes.length === 0) throw new Error('no PDF');
process.stdout.write(JSON.stringify(took));
