// In: requests. Out: drafts and finished files, each made once and kept while there is room: here the ones used last, the files of many more in the
// archive. Refuses what the walk and whoever makes them refuse.

import type { Brief, Chancery, Outline } from '../brief.ts';
import type { Clerks, Sheet } from '../clerks.ts';
import type { Pinned } from '../model/edition.ts';
import { refuse } from '../model/problem.ts';
import type { Format, Request } from '../model/question.ts';
import type { Archive } from './archive.ts';
import { reasonOf } from './deadline.ts';

/** Most drafts kept. */
const MOST_DRAFTS = 24;
/** Most bytes of finished files kept. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Drafts and finished briefs, the ones used last. Work is given up when all who wait for it have gone: then it is refused as CANCELLED. */
export interface Shelf {
  /** The draft of a request, or of what is pinned. Two that ask the same question at once share one. */
  draft(asked: Request | Pinned, signal: AbortSignal): Promise<Sheet>;
  /** A draft that was made before and is still kept: here, or with its files. */
  kept(id: string): Promise<Sheet | null>;
  /** The file of a draft, written on first use. */
  file(draft: Sheet, format: Format, signal: AbortSignal): Promise<Brief>;
  /** A file by the id of its brief. Refuses UNKNOWN_BRIEF. */
  fileOf(id: string, format: Format, signal: AbortSignal): Promise<Brief>;
}

interface Entry {
  draft: Sheet;
  files: Map<Format, Brief>;
}

/** @param report takes why a file could not be archived; whoever asked for it gets it nevertheless */
export function openShelf(
  chancery: Chancery,
  clerks: Clerks,
  archive: Archive,
  report: (error: unknown) => void,
): Shelf {
  // A Map keeps the order of insertion: the first is the one not used for longest.
  const entries = new Map<string, Entry>();
  const drafting = together<Sheet>();
  const writing = together<Brief>();
  const idOf = new Map<string, string>();
  let bytes = 0;
  /** Whether the last file could be archived. */
  let kept = true;

  const take = (id: string): Entry | null => {
    const entry = entries.get(id);
    if (!entry) return null;
    entries.delete(id);
    entries.set(id, entry);
    return entry;
  };
  const makeRoom = (latest: string): void => {
    for (const [id, { files }] of entries) {
      if (entries.size <= MOST_DRAFTS && bytes <= MOST_BYTES) return;
      if (id === latest) continue;
      for (const file of files.values()) bytes -= file.bytes.length;
      entries.delete(id);
    }
    for (const [key, id] of idOf) if (!entries.has(id)) idOf.delete(key);
  };
  const put = (draft: Sheet): Entry => {
    const entry = { draft, files: new Map<Format, Brief>() };
    entries.set(draft.id, entry);
    makeRoom(draft.id);
    return entry;
  };

  /** The draft behind files in the archive. For a file that is not there it is made anew, where the data still give the same. */
  const archived = (outline: Outline): Sheet => ({
    ...outline,
    async write(format, signal) {
      const again = await clerks.draft(outline.pinned ?? outline.request, signal);
      return again.id === outline.id ? again.write(format, signal) : unknown(outline.id);
    },
  });
  const written = async (draft: Sheet, format: Format, wanted: AbortSignal): Promise<Brief> => {
    const earlier = await archive.file(draft.id, format, chancery.build);
    if (earlier) return earlier;
    const brief = await draft.write(format, wanted);
    try {
      await archive.keep(brief, outlineIn(draft));
      kept = true;
    } catch (error) {
      // Said once, not with every brief.
      if (kept) report(error);
      kept = false;
    }
    return brief;
  };
  /** The question holds every choice, the day included; with the data it says which draft it is. */
  const dependsOn = async (request: Request) => {
    const question = chancery.ask(await chancery.completed(request));
    return [question, (await chancery.store.snapshotAt(question.asOf)).id];
  };

  const shelf: Shelf = {
    async draft(asked, signal) {
      const key = JSON.stringify('question' in asked ? asked : await dependsOn(asked));
      const known = take(idOf.get(key) ?? '');
      if (known) return known.draft;
      return drafting(key, signal, async (wanted) => {
        const draft = await clerks.draft(asked, wanted);
        idOf.set(key, draft.id);
        return (take(draft.id) ?? put(draft)).draft;
      });
    },
    async kept(id) {
      const entry = take(id);
      if (entry) return entry.draft;
      const outline = await archive.outline(id);
      return outline && archived(outline);
    },
    async file(draft, format, signal) {
      const finished = take(draft.id)?.files.get(format);
      if (finished) return finished;
      return writing(`${draft.id} ${format}`, signal, async (wanted) => {
        const brief = await written(draft, format, wanted);
        const { files } = take(draft.id) ?? put(draft);
        files.set(format, brief);
        bytes += brief.bytes.length;
        makeRoom(draft.id);
        return brief;
      });
    },
    async fileOf(id, format, signal) {
      const entry = take(id);
      if (entry) return shelf.file(entry.draft, format, signal);
      return (await archive.file(id, format)) ?? shelf.file((await shelf.kept(id)) ?? unknown(id), format, signal);
    },
  };
  return shelf;
}

const unknown = (id: string): never => refuse('UNKNOWN_BRIEF', { id }, { field: 'id' });

function outlineIn({ write: _, ...outline }: Sheet): Outline {
  return outline;
}

interface Run<Made> {
  made: Promise<Made>;
  waiting: number;
  wanted: AbortController;
}

/** Does a work once for all who ask for it while it is under way. */
function together<Made>(): (
  key: string,
  signal: AbortSignal,
  work: (wanted: AbortSignal) => Promise<Made>,
) => Promise<Made> {
  const runs = new Map<string, Run<Made>>();
  const begin = (key: string, work: (wanted: AbortSignal) => Promise<Made>): Run<Made> => {
    const wanted = new AbortController();
    const made = work(wanted.signal).finally(() => {
      if (runs.get(key) === run) runs.delete(key);
    });
    const run = { made, waiting: 0, wanted };
    runs.set(key, run);
    return run;
  };
  return async (key, signal, work) => {
    if (signal.aborted) throw reasonOf(signal);
    const run = runs.get(key) ?? begin(key, work);
    run.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = () => {
        run.waiting -= 1;
        if (run.waiting === 0) {
          // Whoever comes now begins anew.
          runs.delete(key);
          run.wanted.abort();
        }
        reject(reasonOf(signal));
      };
      signal.addEventListener('abort', leave, { once: true });
      run.made.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  };
}
