/** Looks for patterns in every byte of every file of a folder. */
import { Buffer } from "node:buffer";
import type { Pattern } from "./marks.ts";

export interface Hit {
  path: string;
  mark: string;
  form: string;
  /** the first one, with what follows */
  seen: string;
}

export interface Scanned {
  files: number;
  bytes: number;
  hits: Hit[];
}

const PIECE = 4 << 20;
/** Characters of a hit that are told. */
const SHOWN = 60;

/** Files that go away under way are passed over, as a running database has some. */
export async function scanFolder(folder: string, patterns: Pattern[]): Promise<Scanned> {
  const overlap = Math.max(...patterns.map(({ text }) => text.length)) - 1;
  const scanned: Scanned = { files: 0, bytes: 0, hits: [] };
  for await (const path of filesIn(folder)) {
    const found = new Map<Pattern, string>();
    try {
      using file = await Deno.open(path);
      const piece = Buffer.alloc(PIECE + overlap);
      let kept = 0;
      for (;;) {
        const read = await file.read(piece.subarray(kept, kept + PIECE));
        if (read === null) break;
        scanned.bytes += read;
        const seen = piece.subarray(0, kept + read);
        // A string of one byte a character is searched many times as fast as a buffer.
        const text = seen.toString("latin1");
        findIn(text, patterns, found);
        kept = Math.min(overlap, seen.length);
        piece.copyWithin(0, seen.length - kept, seen.length);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    scanned.files++;
    for (const [{ mark, form }, seen] of found) scanned.hits.push({ path, mark, form, seen });
  }
  return scanned;
}

/** Notes those that are in a text of a character for each byte, with what follows there. */
export function findIn(text: string, patterns: Pattern[], found: Map<Pattern, string>): void {
  for (const pattern of patterns) {
    const at = found.has(pattern) ? -1 : text.indexOf(pattern.text);
    if (at >= 0) found.set(pattern, text.slice(at, at + SHOWN).replace(/[^\x20-\x7e]/g, "."));
  }
}

/** All below a folder; one that is removed meanwhile has none. */
export async function* filesIn(folder: string): AsyncGenerator<string> {
  let entries: Deno.DirEntry[] = [];
  try {
    entries = await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* filesIn(path);
    else if (entry.isFile) yield path;
  }
}
