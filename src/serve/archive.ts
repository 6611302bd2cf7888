// In: finished files, and the folder they are kept in. Out: the same files again, without making them anew, after a restart too: the bytes under the
// hash of their content, beside them what is known of each file and what its brief says. What was not used for longest gives way. Refuses what
// cannot be kept (FILES_UNWRITABLE).

import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Brief, Chancery, Outline } from '../brief.ts';
import type { FinishedFile } from '../model/job.ts';
import type { Problem } from '../model/problem.ts';
import type { Format } from '../model/question.ts';

/** Most bytes kept. */
const MOST_BYTES = 1024 ** 3;
/** How long what nobody uses is kept, in milliseconds: longer than any link to it holds. */
const KEPT = 8 * 24 * 3600 * 1000;
/** How often the disk is told that a file is in use, in milliseconds: the order within a minute is known here. */
const TOLD = 60_000;

export interface Archive {
  /** What is known of a file; null where it is not kept. */
  find(id: string, format: Format): Promise<FinishedFile | null>;
  /** The file. @param build only where this program made it; absent: whichever did. */
  file(id: string, format: Format, build?: string): Promise<Brief | null>;
  /** What a brief says, where one of its files is kept. */
  outline(id: string): Promise<Outline | null>;
  /** Refuses FILES_UNWRITABLE. */
  keep(brief: Brief, outline: Outline): Promise<void>;
  /** Takes away what has not been used for long, and what there is no room for. */
  tidy(): Promise<void>;
}

/** What stands beside the bytes. */
interface Record extends FinishedFile {
  notes: Problem[];
  /** The program that made it. */
  build: string;
}

interface Held {
  size: number;
  /** When the disk was last told, in milliseconds. */
  told: number;
}

const deflated = promisify(deflateRaw);
const inflated = promisify(inflateRaw);
const recordName = (id: string, format: Format) => `${id}.${format}.json`;
const outlineName = (id: string) => `${id}.outline`;

/** Opens the folder. @param most bytes kept */
export async function openArchive({ cabinet, now, build }: Chancery, most = MOST_BYTES): Promise<Archive> {
  const files = cabinet('files');
  // A Map keeps the order of insertion: the first is the one not used for longest.
  let held = new Map<string, Held>();
  let bytes = 0;

  const put = async (name: string, content: Uint8Array | string) => {
    await files.put(name, content);
    bytes -= held.get(name)?.size ?? 0;
    held.delete(name);
    held.set(name, { size: Buffer.byteLength(content), told: now().getTime() });
    bytes += Buffer.byteLength(content);
    await makeRoom();
  };
  const drop = async (name: string) => {
    bytes -= held.get(name)?.size ?? 0;
    held.delete(name);
    await files.remove(name);
  };
  const makeRoom = async () => {
    for (const [name] of held) {
      if (bytes <= most) return;
      await drop(name);
    }
  };
  /** Reads a file and notes that it was used. */
  const take = async (name: string): Promise<Uint8Array | null> => {
    const content = await files.get(name);
    const known = held.get(name);
    if (known) held.delete(name);
    if (!content) {
      bytes -= known?.size ?? 0;
      return null;
    }
    // Another process may have put it there.
    if (!known) bytes += content.length;
    const time = now().getTime();
    const fresh = known !== undefined && time - known.told < TOLD;
    held.set(name, { size: content.length, told: fresh ? known.told : time });
    if (!fresh) await files.touch(name);
    return content;
  };
  const record = async (id: string, format: Format): Promise<Record | null> => {
    const content = await take(recordName(id, format));
    return content && (JSON.parse(Buffer.from(content).toString()) as Record);
  };

  const archive: Archive = {
    async find(id, format) {
      const found = await record(id, format);
      if (!found) return null;
      const bytesHeld = held.get(found.sha256);
      if (bytesHeld) {
        // The two grow old together.
        held.delete(found.sha256);
        held.set(found.sha256, bytesHeld);
      } else if (!(await take(found.sha256))) return null;
      const { notes: _, build: __, ...known } = found;
      return known;
    },
    async file(id, format, by) {
      const found = await record(id, format);
      if (!found || (by !== undefined && found.build !== by)) return null;
      const content = await take(found.sha256);
      if (!content) return null;
      if (sha256(content) !== found.sha256) {
        await drop(found.sha256);
        return null;
      }
      const { build: _, byteSize: __, ...known } = found;
      return { ...known, bytes: content };
    },
    async outline(id) {
      const content = await take(outlineName(id));
      return content && (JSON.parse((await inflated(content)).toString()) as Outline);
    },
    async keep(brief, outline) {
      const { bytes: content, ...known } = brief;
      if (!held.has(brief.sha256)) await put(brief.sha256, content);
      if (!held.has(outlineName(brief.id))) await put(outlineName(brief.id), await deflated(JSON.stringify(outline)));
      // Last: whoever finds this finds the rest.
      const { id, format } = brief;
      await put(recordName(id, format), JSON.stringify({ ...known, byteSize: content.length, build } satisfies Record));
    },
    async tidy() {
      const all = await files.list();
      const old = now().getTime() - KEPT;
      for (const { name, used } of all) if (used.getTime() < old) await files.remove(name);
      const left = all.filter(({ used }) => used.getTime() >= old).sort((a, b) => a.used.getTime() - b.used.getTime());
      held = new Map(left.map(({ name, size, used }) => [name, { size, told: used.getTime() }]));
      bytes = left.reduce((sum, { size }) => sum + size, 0);
      await makeRoom();
    },
  };
  await archive.tidy();
  return archive;
}

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
