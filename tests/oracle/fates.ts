/**
 * What became of each row of a job, by the plainest reading of the decisions: it is a contact, it
 * went into one, or it is excluded (promise 13). Made without the code that creates the list.
 */
import { comparable, contactFields, isMerged, trimText } from "@rollcall/contacts";
import { entriesOf, hasKey, keysOf, valueAt } from "@rollcall/contracts";
import { editsOf } from "../../services/review/edits.ts";
import { isStanding } from "../../services/review/groups.ts";
import type { Review, ReviewIssue } from "../../services/review/review.ts";
import type { Rows } from "../../services/review/rows.ts";

/** What a fate hangs on: the decisions, and the rows with their edits. */
export interface DecidedIssue {
  review: Review;
  rows: Rows;
}

export interface Fate {
  is: "contact" | "merged" | "excluded";
  /** the contact that it went into */
  into?: number;
}

/** By row, the first one first. */
export function fatesOf({ review, rows }: DecidedIssue): Fate[] {
  const ids = Array.from({ length: rows.count }, (_, i) => i + 1);
  const standing = ids.filter((id) => isStanding(review, id));
  const members = Map.groupBy(standing, (id) => rows.key(id));
  const next = new Map(standing.map((id) => [id, whereTo(id)]));
  return ids.map((id): Fate => {
    let at = id;
    // From row to row, until one that stays where it is.
    for (let to = next.get(at); to !== undefined && to !== at; to = next.get(at)) at = to;
    if (next.get(at) !== at) return { is: "excluded" };
    return at === id ? { is: "contact" } : { is: "merged", into: at };
  });

  /** The row itself where it stays, another where it goes; undefined where it is excluded. */
  function whereTo(id: number): number | undefined {
    const key = rows.key(id);
    if (key === null) return id;
    const { names, differences } = decisions(review, key);
    // Of several people one is chosen; what that one's rows come to may be another decision.
    const isChoice = names?.decided?.action === "choose";
    if (isChoice && !isOfChosen(names, differences, id)) return undefined;
    const ofOne = !names || isChoice && differences ? differences : undefined;
    const { action, chosenRowId } = (ofOne ?? names)?.decided ?? {};
    if (action === "keep") return names && !ofOne ? keptIn(members.get(key)!, id) : id;
    if (action === "skip") return undefined;
    if (action === "merge") return id === chosenRowId ? id : chosenRowId;
    if (action === "choose") return chosenRowId;
    return members.get(key)![0];
  }

  /** Whoever merged the rows of one person may have given it another name. */
  function isOfChosen(names: ReviewIssue, differences: ReviewIssue | undefined, id: number) {
    const chosen = names.decided!.chosenRowId!;
    const isMerged = differences?.decided?.action === "merge" &&
      [id, chosen].every((one) => differences.rowIds.includes(one));
    return isMerged || rows.identity(id) === rows.identity(chosen);
  }

  /** Of several people who are kept: the first row of the same person that says nothing else. */
  function keptIn(group: number[], id: number): number {
    const kept: { id: number; said: string[] }[] = [];
    for (const other of group.filter((one) => rows.identity(one) === rows.identity(id))) {
      const said = saidBy(other);
      const into = kept.find((one) => !isOpposed(one.said, said));
      if (other === id) return into?.id ?? id;
      if (into) into.said.push(...said);
      else kept.push({ id: other, said });
    }
    return id;
  }

  function saidBy(id: number): string[] {
    const values = rows.values(id);
    return entriesOf(values).flatMap(([key, value]) =>
      isMerged(key) && trimText(value)
        ? [JSON.stringify([key, comparable(key, value, rows.phone(values))])]
        : []
    );
  }

  function isOpposed(some: string[], others: string[]): boolean {
    const keyOf = (said: string) => JSON.parse(said)[0];
    return some.some((one) => others.some((two) => one !== two && keyOf(one) === keyOf(two)));
  }
}

/** What a contact lacked and has from a row that went into it, by key: that row. */
export function lackedBy(
  { review, rows }: DecidedIssue,
  fates: Fate[],
  rowId: number,
): Map<string, number> {
  const lacked = new Map<string, number>();
  // What a merge typed or took over for this row is as it was wished.
  const merges = [...review.issues.values()].filter(({ decided }) =>
    decided?.action === "merge" && decided.chosenRowId === rowId
  );
  const decided = merges.flatMap(({ number }) => editsOf(review.edits, number).slice(-1));
  fates.forEach(({ into }, i) => {
    if (into !== rowId) return;
    const target = rows.values(rowId), source = rows.values(i + 1);
    for (const name of new Set([...contactFields, ...keysOf(source)])) {
      const isFree = !["email", "full_name"].includes(name) && !lacked.has(name) &&
        !decided.some(({ values }) => hasKey(values, name));
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
