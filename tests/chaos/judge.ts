/**
 * The judge: what is missing was lost, what is there too often was doubled, what did not come to its
 * end is stuck, and what is otherwise is different. It knows nothing of what was killed.
 */
import { isDeepStrictEqual } from "node:util";
import type { Facts } from "../oracle/facts.ts";
import type { Outcome } from "../oracle/outcome.ts";
import { nothing, type Remains } from "../oracle/remains.ts";

export interface Difference {
  kind: "lost" | "doubled" | "stuck" | "different";
  /** where, and what was expected and found there */
  what: string;
}

/** @param seen undefined where the job never came to be */
export function judgeJob(
  name: string,
  expected: Outcome,
  seen: Outcome | undefined,
): Difference[] {
  if (!seen) return [{ kind: "stuck", what: `${name} never came to be` }];
  if (seen.job.status !== expected.job.status) {
    const what = `${name} is ${seen.job.status}, not ${expected.job.status}`;
    return [{ kind: "stuck", what }];
  }
  return [
    ...judgeList(`${name}, row`, expected.rows, seen.rows, (row) => row.raw_row_id),
    ...judgeList(`${name}, issue`, expected.issues, seen.issues, (issue) => issue.number),
    ...judgeList(
      `${name}, contact`,
      expected.contacts ?? [],
      seen.contacts ?? [],
      (contact) => contact.raw_row_id,
    ),
    ...judgeLists(name, expected.lists, seen.lists),
    ...judgeHistory(`${name}, history`, expected.history, seen.history),
    ...judgeValue(`${name}, job`, expected.job, seen.job),
  ];
}

/** Every version of a clean list, contact by contact. */
function judgeLists(
  name: string,
  expected: Outcome["lists"],
  seen: Outcome["lists"],
): Difference[] {
  const versions = (lists: Outcome["lists"]) => lists.map((contacts, i) => ({ i, contacts }));
  const both = expected.slice(0, seen.length);
  return [
    ...judgeList(
      `${name}, list`,
      versions(expected).slice(both.length),
      versions(seen).slice(both.length),
      ({ i }) => i + 1,
    ),
    ...both.flatMap((contacts, i) =>
      judgeList(
        `${name}, list ${i + 1}, contact`,
        contacts,
        seen[i]!,
        (contact) => contact.raw_row_id,
      )
    ),
  ];
}

/** Events of a job's streams, each of which has its place. */
export function judgeFacts(name: string, expected: Facts, seen: Facts): Difference[] {
  const types = (facts: Facts) => facts.map(({ type }) => type);
  const missing = judgeHistory(`${name}, events`, types(expected), types(seen));
  if (missing.length) return missing;
  return seen.flatMap((fact, i) => judgeValue(`${name}, event ${i + 1}`, expected[i], fact));
}

/** Of a job that was deleted nothing may be left that anybody could read. */
export function judgeRemains(name: string, seen: Remains): Difference[] {
  return judgeValue(`${name}, deleted,`, nothing, seen);
}

/** Lists whose entries have a key. */
export function judgeList<T>(
  name: string,
  expected: T[],
  seen: T[],
  keyOf: (entry: T) => string | number,
): Difference[] {
  const found: Difference[] = [];
  const left = Map.groupBy(seen, keyOf);
  for (const entry of expected) {
    const key = keyOf(entry);
    const [first, ...more] = left.get(key) ?? [];
    left.delete(key);
    if (first === undefined) found.push({ kind: "lost", what: `${name} ${key} is missing` });
    else found.push(...judgeValue(`${name} ${key}`, entry, first));
    for (const _ of more) found.push({ kind: "doubled", what: `${name} ${key} is there twice` });
  }
  for (const [key, entries] of left) {
    for (const _ of entries) {
      found.push({ kind: "doubled", what: `${name} ${key} is one too many` });
    }
  }
  return found;
}

/** Sequences of types: what is missing or too many is counted, else the order must be the same. */
function judgeHistory(name: string, expected: string[], seen: string[]): Difference[] {
  const found: Difference[] = [];
  for (const type of new Set([...expected, ...seen])) {
    const count = (list: string[]) => list.filter((other) => other === type).length;
    const surplus = count(seen) - count(expected);
    const kind = surplus < 0 ? "lost" : "doubled";
    const what = `${name}: ${type} is there ${count(seen)} times, not ${count(expected)}`;
    for (let i = Math.abs(surplus); i > 0; i--) found.push({ kind, what });
  }
  return found.length ? found : judgeValue(`${name}, order`, expected, seen);
}

function judgeValue(name: string, expected: unknown, seen: unknown): Difference[] {
  if (isDeepStrictEqual(expected, seen)) return [];
  const what = `${name} is ${JSON.stringify(seen)}, not ${JSON.stringify(expected)}`;
  return [{ kind: "different", what }];
}
