/** The whole of it: a life, its end, and what is left of it. */
import { live } from "./life.ts";
import { patternsOf } from "./marks.ts";
import { openPlaces, type PlaceName } from "./places.ts";
import type { Scanned } from "./scan.ts";

export type Found = Record<PlaceName, Scanned>;

export interface ScannedLife {
  before: Found;
  after: Found;
  rewritten: Found;
  /** secrets, at any time */
  secrets: Found[];
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
    const secret = patternsOf(life.marks.secret);
    const before = await places.scan(personal);
    const secrets = [await places.scan(secret)];
    await life.end();
    await places.gone(life.userId);
    const after = await places.scan(personal);
    await places.rewrite();
    const rewritten = await places.scan(personal);
    secrets.push(await places.scan(secret));
    const found = { before, after, rewritten, secrets };
    return { ...found, faults: faultsOf(found), table: tableOf(found) };
  } finally {
    await places.close();
  }
}

/** Pure, so that the test can show that it finds what is wrong. */
export function faultsOf(
  { after, rewritten, secrets }: Pick<ScannedLife, "after" | "rewritten" | "secrets">,
): string[] {
  const faults: string[] = [];
  const say = (when: string, found: Found, places: PlaceName[]) => {
    for (const place of places) {
      for (const { mark, form, path, seen } of found[place].hits) {
        faults.push(`${when}, ${place}: ${mark}, ${form}, in ${path}: ${seen}`);
      }
    }
  };
  const kept: PlaceName[] = ["objects and queues", "logs", "traces"];
  for (const found of secrets) say("a secret", found, ["database", "WAL", ...kept]);
  // Pages of a table keep what was deleted until they are written anew; what nobody rewrites must not.
  say("after the deletion", after, kept);
  say("once tables were written anew", rewritten, ["database", "WAL", ...kept]);
  return faults;
}

function tableOf({ before, after, rewritten }: Record<"before" | "after" | "rewritten", Found>) {
  const places = Object.keys(before) as PlaceName[];
  const lineOf = (what: string, of: PlaceName[]) => {
    const sum = (number: (place: PlaceName) => number) =>
      of.map(number).reduce((all, one) => all + one, 0);
    const files = sum((place) => after[place].files), bytes = sum((place) => after[place].bytes);
    const hits = [before, after, rewritten].map((found) =>
      sum((place) => found[place].hits.length)
    );
    const size = `${files} files, ${(bytes / 2 ** 20).toFixed(1)} MiB`;
    return `${what.padEnd(20)} ${size.padEnd(24)} found before / after / rewritten: ${
      hits.join(" / ")
    }`;
  };
  return [...places.map((place) => lineOf(place, [place])), lineOf("in all", places)];
}
