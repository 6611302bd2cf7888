// In: requests. Out: drafts and finished files, each made once and kept while there is room. Refuses what the walk refuses.

import type { Brief, Chancery, Draft } from '../brief.ts';
import type { Format, Request } from '../model/question.ts';

/** Most drafts kept. */
const MOST_DRAFTS = 24;
/** Most bytes of finished files kept. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Drafts and finished briefs, the ones used last. */
export interface Shelf {
  /** The draft of a request. Two requests that ask the same question at once share one. */
  draft(request: Request): Promise<Draft>;
  /** A draft that was made before and is still kept. */
  kept(id: string): Draft | null;
  /** The file of a draft, written on first use. */
  file(draft: Draft, format: Format): Brief;
}

interface Entry {
  draft: Draft;
  files: Map<Format, Brief>;
}

export function openShelf(chancery: Chancery): Shelf {
  // A Map keeps the order of insertion: the first is the one not used for longest.
  const entries = new Map<string, Entry>();
  const asked = new Map<string, Promise<Draft>>();
  const idOf = new Map<string, string>();
  let bytes = 0;

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
  const put = (draft: Draft): Entry => {
    const entry = { draft, files: new Map<Format, Brief>() };
    entries.set(draft.id, entry);
    makeRoom(draft.id);
    return entry;
  };
  const make = async (request: Request, key: string): Promise<Draft> => {
    const draft = await chancery.draft(request);
    idOf.set(key, draft.id);
    return (take(draft.id) ?? put(draft)).draft;
  };

  return {
    async draft(request) {
      // The question holds every choice, the day included; with the data it says which draft it is.
      const key = JSON.stringify([chancery.ask(request), chancery.store.snapshot.id]);
      const known = take(idOf.get(key) ?? '');
      if (known) return known.draft;
      const running = asked.get(key) ?? make(request, key).finally(() => asked.delete(key));
      asked.set(key, running);
      return running;
    },
    kept: (id) => take(id)?.draft ?? null,
    file(draft, format) {
      const entry = take(draft.id) ?? put(draft);
      const finished = entry.files.get(format);
      if (finished) return finished;
      const brief = chancery.write(draft, format);
      entry.files.set(format, brief);
      bytes += brief.bytes.length;
      makeRoom(draft.id);
      return brief;
    },
  };
}
