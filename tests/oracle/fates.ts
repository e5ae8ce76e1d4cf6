/**
 * What became of each row of a job, by the plainest reading of the decisions: it is a contact, it
 * went into one, or it is left out (promise 13). Made without the code that makes the list.
 */
import { contactFields, trimText } from "@rollcall/contacts";
import { hasKey, keysOf, valueAt } from "@rollcall/contracts";
import { editsOf } from "../../services/review/edits.ts";
import { isStanding } from "../../services/review/groups.ts";
import type { Review, ReviewIssue } from "../../services/review/review.ts";
import type { ExpectedJob } from "./expected_job.ts";

export interface Fate {
  is: "contact" | "merged" | "left out";
  /** the contact that it went into */
  into?: number;
  /** whether that names the same person, as nobody has chosen among several */
  ofPerson?: boolean;
}

/** By row, the first one first. */
export function fatesOf({ review, rows }: ExpectedJob): Fate[] {
  const ids = Array.from({ length: rows.count }, (_, i) => i + 1);
  const standing = ids.filter((id) => isStanding(review, id));
  const next = new Map(standing.map((id) => [id, whereTo(id)]));
  return ids.map((id): Fate => {
    let at = id, ofPerson = true;
    // From row to row, until one that stays where it is.
    for (let to = next.get(at); to !== undefined && to !== at; to = next.get(at)) {
      if (decisions(review, rows.key(at)!).names) ofPerson = false;
      at = to;
    }
    if (next.get(at) !== at) return { is: "left out" };
    return at === id ? { is: "contact" } : { is: "merged", into: at, ofPerson };
  });

  /** The row itself where it stays, another where it goes; undefined where it is left out. */
  function whereTo(id: number): number | undefined {
    const key = rows.key(id);
    if (key === null) return id;
    const { names, differences } = decisions(review, key);
    const { action, chosenRowId } = (names ?? differences)?.decided ?? {};
    if (action === "keep") return id;
    if (action === "skip") return undefined;
    if (action === "merge" || action === "choose") {
      if (id === chosenRowId) return id;
      return action === "choose" && names ? undefined : chosenRowId;
    }
    return standing.find((other) => rows.key(other) === key);
  }
}

/** What a contact lacked and has from a row of the same person, by key: that row. */
export function lackedBy(
  { review, rows }: ExpectedJob,
  fates: Fate[],
  rowId: number,
): Map<string, number> {
  const lacked = new Map<string, number>();
  // What a merge typed or took over for this row is as it was wished.
  const merges = [...review.issues.values()].filter(({ type, decided }) =>
    type === "DUPLICATE_DIFFERS" && decided?.action === "merge" && decided.chosenRowId === rowId
  );
  const settled = merges.flatMap(({ number }) => editsOf(review.edits, number));
  fates.forEach(({ into, ofPerson }, i) => {
    if (into !== rowId || !ofPerson) return;
    const target = rows.values(rowId), source = rows.values(i + 1);
    for (const name of new Set([...contactFields, ...keysOf(source)])) {
      const isFree = !["email", "full_name"].includes(name) && !lacked.has(name) &&
        !settled.some(({ values }) => hasKey(values, name));
      const isLacking = !trimText(valueAt(target, name)) && trimText(valueAt(source, name));
      if (isFree && isLacking) lacked.set(name, i + 1);
    }
  });
  return lacked;
}

function decisions({ issues, duplicates, differences }: Review, key: string) {
  const decided = (number: number | undefined): ReviewIssue | undefined => {
    const issue = issues.get(number ?? 0);
    return issue?.status === "RESOLVED" && issue.decided!.action !== "edit" ? issue : undefined;
  };
  return { names: decided(duplicates.get(key)), differences: decided(differences.get(key)) };
}
