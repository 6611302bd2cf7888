// In: tasks from the thread that hired this one (clerks.ts), and its world. Out: an answer to each, in order. The house is opened here anew, with a
// connection to the store of its own; where it cannot be opened, each task tries again. What nobody wants any more is given up before the next room.
// Problems are answers; nothing is thrown.

import { deserialize, serialize } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { type Chancery, type Draft, openChancery, outlineOf } from './brief.ts';
import type { Answer, Task } from './clerks.ts';
import { ProblemError, refuse } from './model/problem.ts';
import type { Tracer } from './model/trace.ts';
import { openTracer } from './serve/tracing.ts';
import { openWorld, type WorldOptions } from './world.ts';

const world = openWorld(workerData as WorldOptions);
const onlooker = openTracer();
/** Of the task at hand. */
let stop: Int32Array | null = null;
const tracer: Tracer = {
  ...onlooker,
  span(name, work) {
    if (stop !== null && Atomics.load(stop, 0) !== 0) refuse('CANCELLED');
    return onlooker.span(name, work);
  },
};
let opening: Promise<Chancery> | null = null;
/** The draft made last: what was measured for it is known still. */
let last: Draft | null = null;

function house(): Promise<Chancery> {
  opening ??= openChancery(world, tracer).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

async function answer(task: Exclude<Task, { task: 'leave' }>): Promise<{ given: Answer; moved?: ArrayBuffer[] }> {
  try {
    const chancery = await house();
    if (task.task === 'draft') {
      last = await chancery.draft(task.asked);
      return { given: { outline: outlineOf(last), sealed: seal(last) } };
    }
    const draft = last?.id === task.id ? last : unseal(task.sealed);
    const brief = chancery.write(draft, task.format);
    const bytes = alone(brief.bytes);
    return { given: { brief: { ...brief, bytes } }, moved: [bytes.buffer] };
  } catch (error) {
    return { given: error instanceof ProblemError ? { problems: error.problems } : { error } };
  }
}

function seal(draft: Draft): Uint8Array {
  const bytes = serialize(draft);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

const unseal = (sealed: Uint8Array): Draft => deserialize(sealed.slice()) as Draft;

/** The same bytes with nothing beside them in memory: only such can be handed over. */
const alone = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? new Uint8Array(bytes.buffer)
    : new Uint8Array(bytes);

async function leave(): Promise<void> {
  const chancery = await opening?.catch(() => null);
  await chancery?.close();
  parentPort?.close();
}

// One after another: the next task may come before the last one is done.
let turn: Promise<void> = Promise.resolve();
parentPort?.on('message', (task: Task) => {
  turn = turn.then(async () => {
    if (task.task === 'leave') return leave();
    stop = task.stop;
    const { given, moved } = await tracer.within(task.carrier, () => answer(task));
    parentPort?.postMessage(given, moved);
  });
});
// The first task shall find it open. What goes wrong is told to whoever asks.
house().catch(() => {});
