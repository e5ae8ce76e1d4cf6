/**
 * Looks for patterns in the memory of processes, heaps of all threads and what the runtime keeps beside
 * them, as Linux shows it in /proc to who may trace them. Elsewhere nothing is looked at.
 */
import { Buffer } from "node:buffer";
import type { Pattern } from "./marks.ts";
import { findIn, type Scanned } from "./scan.ts";

const PAGE = 4_096;
/** Of an entry of `pagemap`: the page is in memory, or swapped out. */
const PRESENT = 0xc0;
/** Pages that are read at once. */
const RUN_PAGES = 1_024;

/** @param processes process ids by name */
export async function scanMemory(
  processes: ReadonlyMap<string, number>,
  patterns: Pattern[],
): Promise<Scanned> {
  const scanned: Scanned = { files: 0, bytes: 0, hits: [] };
  if (Deno.build.os !== "linux") return scanned;
  for (const [name, pid] of processes) {
    try {
      for await (const { of, text } of writtenMemory(pid)) {
        scanned.bytes += text.length;
        const found = new Map<Pattern, string>();
        findIn(text, patterns, found);
        const path = `${name}, ${of}`;
        for (const [{ mark, form }, seen] of found) scanned.hits.push({ path, mark, form, seen });
      }
    } catch (error) {
      if (!hasEnded(error)) throw error;
    }
    scanned.files++;
  }
  return scanned;
}

/** A process and all that it has started, by a name for each. */
export async function withChildren(name: string, pid: number): Promise<Map<string, number>> {
  const all = new Map([[name, pid]]);
  for (const parent of all.values()) {
    for (const child of await childrenOf(parent)) all.set(`${name}, process ${child}`, child);
  }
  return all;
}

async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  try {
    for await (const { name: task } of Deno.readDir(`/proc/${pid}/task`)) {
      const said = await Deno.readTextFile(`/proc/${pid}/task/${task}/children`);
      children.push(...said.split(" ").filter(Boolean).map(Number));
    }
  } catch (error) {
    if (!hasEnded(error)) throw error;
  }
  return children;
}

interface Written {
  /** such as [heap] or [stack], else where it begins */
  of: string;
  /** a character for each byte */
  text: string;
}

/** Each run of pages that a process has written to. */
async function* writtenMemory(pid: number): AsyncGenerator<Written> {
  const maps = await Deno.readTextFile(`/proc/${pid}/maps`);
  using memory = await Deno.open(`/proc/${pid}/mem`);
  using pagemap = await Deno.open(`/proc/${pid}/pagemap`);
  for (const line of maps.split("\n")) {
    const [, from, to, rights, path] = /^(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
    if (!rights?.startsWith("rw") || path?.startsWith("[v")) continue;
    const first = parseInt(from!, 16) / PAGE, end = parseInt(to!, 16) / PAGE;
    for (const run of await runsOf(pagemap, first, end)) {
      const bytes = Buffer.alloc((run.end - run.first) * PAGE);
      await memory.seek(run.first * PAGE, Deno.SeekMode.Start);
      if (await fill(memory, bytes)) {
        yield { of: path || `0x${from}`, text: bytes.toString("latin1") };
      }
    }
  }
}

interface Run {
  first: number;
  end: number;
}

/** The pages between two that are there. A pattern that lies across two runs is in neither. */
async function runsOf(pagemap: Deno.FsFile, first: number, end: number): Promise<Run[]> {
  const entries = Buffer.alloc((end - first) * 8);
  await pagemap.seek(first * 8, Deno.SeekMode.Start);
  await fill(pagemap, entries);
  const runs: Run[] = [];
  for (let page = first; page < end; page++) {
    if ((entries[(page - first) * 8 + 7]! & PRESENT) === 0) continue;
    const last = runs.at(-1);
    if (last?.end === page && page - last.first < RUN_PAGES) last.end++;
    else runs.push({ first: page, end: page + 1 });
  }
  return runs;
}

/** False where the memory is given back meanwhile, or cannot be read, as a device's. */
async function fill(file: Deno.FsFile, bytes: Uint8Array): Promise<boolean> {
  try {
    for (let at = 0; at < bytes.length;) {
      const read = await file.read(bytes.subarray(at));
      if (read === null) return false;
      at += read;
    }
    return true;
  } catch (error) {
    if (/os error (5|14)\b/.test(String(error))) return false;
    throw error;
  }
}

/** ENOENT, or ESRCH under way. */
function hasEnded(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || /os error 3\b/.test(String(error));
}
