/** The whole of it: a life, its end, and what is left of it. */
import { restoreBackup, type Restored } from "./backup.ts";
import { live } from "./life.ts";
import { isFragment, type Pattern, patternsOf, patternsOfKeys } from "./marks.ts";
import { openPlaces, type PlaceName, type Places } from "./places.ts";
import { faultsOfRoutes } from "./routes_called.ts";
import type { Hit, Scanned } from "./scan.ts";

export type Found = Record<PlaceName, Scanned>;

/** The memory of the processes, looked at for the jobs' data keys. */
export interface KeysInMemory {
  before: Scanned;
  after: Scanned;
}

export interface ScannedLife {
  before: Found;
  after: Found;
  rewritten: Found;
  /** secrets and data keys, at any time */
  secrets: Found[];
  memory: KeysInMemory;
  restored: Restored;
  /** what should not be, a sentence each */
  faults: string[];
  /** for people */
  table: string[];
}

export async function scanLife(): Promise<ScannedLife> {
  const places = await openPlaces();
  try {
    const life = await live(places.stack.apiUrl);
    const personal = patternsOf({ personal: life.marks.personal });
    const keys = patternsOfKeys(await places.keys());
    const secret = [...patternsOf(life.marks.secret), ...keys];
    const backup = await places.backUp();
    const before = await places.scan(personal);
    const secrets = [await places.scan(secret)];
    const held = await places.scanMemory(keys);
    await life.end();
    await places.gone(life.userId);
    const memory = { before: held, after: await forgotten(places, keys) };
    const after = await places.scan(personal);
    await places.rewrite();
    const rewritten = await places.scan(personal);
    secrets.push(await places.scan(secret));
    const restored = await restoreBackup(places.stack, backup, [...personal, ...secret]);
    const found = { before, after, rewritten, secrets, memory, restored };
    const faults = [...faultsOfRoutes(life.called.names), ...faultsOf(found)];
    return { ...found, faults, table: tableOf(found) };
  } finally {
    await places.close();
  }
}

/** Looks at memory, of which each takes seconds; a process forgets within one. */
const LOOKS = 5;

/** Memory once it has no data key any more, or as it is after the last look. */
async function forgotten(places: Places, keys: Pattern[]): Promise<Scanned> {
  for (let look = 1;; look++) {
    const scanned = await places.scanMemory(keys);
    if (scanned.hits.every(isFragment) || look === LOOKS) return scanned;
  }
}

/** Of an account in a backup, outside of any job. */
const ACCOUNT = /\/backup\/identity\.\w+$/;

/** Pure, so that the test can show that it finds what is wrong. */
export function faultsOf(
  { before, after, rewritten, secrets, memory, restored }: Omit<ScannedLife, "faults" | "table">,
): string[] {
  const faults: string[] = [];
  const told = (when: string, place: string, { hits }: Scanned) => {
    for (const { mark, form, path, seen } of hits) {
      faults.push(`${when}, ${place}: ${mark}, ${form}, in ${path}: ${seen}`);
    }
  };
  const say = (when: string, found: Found, places: PlaceName[]) => {
    for (const place of places) told(when, place, found[place]);
  };
  const kept: PlaceName[] = ["objects and queues", "logs", "traces"];
  for (const found of secrets) say("a secret", found, ["database", "WAL", "backup", ...kept]);
  // Pages of a table keep what was deleted until they are written anew; what nobody rewrites must not.
  say("after the deletion", after, kept);
  say("once tables were written anew", rewritten, ["database", "WAL", ...kept]);
  const rows = before.backup.hits.filter(({ path }) => !ACCOUNT.test(path));
  told("before the deletion", "backup", { ...before.backup, hits: rows });
  const whole = memory.after.hits.filter((hit) => !isFragment(hit));
  told("after the deletion", "memory", { ...memory.after, hits: whole });
  told("restored, once tables were written anew", "database", restored.scanned);
  if (restored.openedByOthers > 0) faults.push("a backup opens without the master key");
  if (restored.openedAfter > 0) faults.push("a restored backup opens after the ledger was applied");
  return faults;
}

function tableOf(
  { before, after, rewritten, memory, restored }: Omit<ScannedLife, "faults" | "table">,
): string[] {
  const places = Object.keys(before) as PlaceName[];
  const lineOf = (what: string, of: PlaceName[]) => {
    const sum = (number: (place: PlaceName) => number) =>
      of.map(number).reduce((all, one) => all + one, 0);
    const files = sum((place) => after[place].files), bytes = sum((place) => after[place].bytes);
    const hits = [before, after, rewritten].map((found) =>
      sum((place) => found[place].hits.length)
    );
    return `${what.padEnd(20)} ${sizeOf({ files, bytes })} found before / after / rewritten: ${
      hits.join(" / ")
    }`;
  };
  const count = (isCounted: (hit: Hit) => boolean) =>
    [memory.before, memory.after].map(({ hits }) => hits.filter(isCounted).length).join(" / ");
  const whole = count((hit) => !isFragment(hit)), parts = count(isFragment);
  return [
    ...places.map((place) => lineOf(place, [place])),
    lineOf("in all", places),
    `${"keys in memory".padEnd(20)} ${
      sizeOf(memory.after, "processes")
    } found before / after: ${whole}, halves ${parts}`,
    `${"".padEnd(20)} held before by ${[...holdersOf(memory.before)].join(", ")}`,
    `${"restored backup".padEnd(20)} ${
      sizeOf(restored.scanned)
    } found: ${restored.scanned.hits.length}`,
    `${
      "".padEnd(20)
    } events opened without the master key ${restored.openedByOthers}, with it ${restored.openedBefore}, after the ledger ${restored.openedAfter}`,
  ];
}

/** The names of processes with something of a key. */
export function holdersOf({ hits }: Scanned): Set<string> {
  return new Set(hits.map(({ path }) => path.split(",")[0]!));
}

function sizeOf({ files, bytes }: Pick<Scanned, "files" | "bytes">, what = "files"): string {
  return `${files} ${what}, ${(bytes / 2 ** 20).toFixed(1)} MiB`.padEnd(24);
}
