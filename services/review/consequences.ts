/**
 * What a decision means for everybody who shares an address with the rows it touches: questions that
 * are opened, asked again or withdrawn, and merges that cannot stay. It follows in the same append.
 */
import { SAME_PERSON } from "@rollcall/contacts";
import { type Fact, formatRowSet } from "@rollcall/contracts";
import { editsOfRow } from "./edits.ts";
import { named } from "./find_issue.ts";
import { type GroupChanges, isStanding, regroup } from "./groups.ts";
import { apply, copyReview, type Review } from "./review.ts";
import { Rows } from "./rows.ts";
import { isAboutSeveral } from "./same_person.ts";
import { inEvents, refuse, type Refused, reopening, type Step } from "./step.ts";

/**
 * @param number the issue that the step settles, where it is one
 * @returns the step's facts and those that follow from them
 */
export function withConsequences(
  jobId: string,
  review: Review,
  before: Rows,
  step: Step,
  number?: number,
): Fact[] | Refused {
  let { facts } = step;
  const touched = new Set(step.touchesAll ? allRows(before) : step.touched);
  if (!touched.size && !facts.some(({ type }) => type === "IssuesReopened")) return facts;
  // Each round undoes at least one merge that was there before.
  for (;;) {
    const next = facts.reduce(apply, copyReview(review));
    const after = new Rows(before.index, before.known, next);
    const keys = new Set([
      ...askedAgain(review, facts),
      ...keysOf(review, next, before, after, touched),
    ]);
    const changes = regroup(next, after, keys);
    const { broken } = changes;
    if (!broken.length) {
      return unsettled(review, changes, number) ??
        [...facts, ...following(jobId, next, changes, after.index.samePerson === "first")];
    }
    if (number !== undefined && broken.includes(number)) return refuseMerge();
    const undone = reopening(jobId, next, broken);
    facts = [...facts, ...undone.facts];
    undone.touched.forEach((rowId) => touched.add(rowId));
  }
}

const allRows = ({ count }: Rows) => Array.from({ length: count }, (_, i) => i + 1);

/** Addresses whose question is open again: it may have nothing left to ask. */
function* askedAgain(review: Review, facts: Fact[]): Generator<string> {
  for (const fact of facts) {
    if (fact.type !== "IssuesReopened") continue;
    for (const number of fact.data.numbers) {
      const { type, key } = review.issues.get(number)!;
      if (isAboutSeveral(type)) yield key;
    }
  }
}

/** Addresses that the touched rows had or have, and those of merges that they stand for. */
function* keysOf(
  review: Review,
  next: Review,
  before: Rows,
  after: Rows,
  touched: ReadonlySet<number>,
): Generator<string> {
  for (const rowId of touched) {
    // Who took no part and takes none now changes nothing for others.
    if (!isStanding(review, rowId) && !isStanding(next, rowId)) continue;
    for (const key of [before.key(rowId), after.key(rowId)]) if (key !== null) yield key;
  }
  for (const rowId of touched) {
    for (const { number } of editsOfRow(next.edits, rowId)) {
      const { decided, key } = next.issues.get(number)!;
      if (decided?.action === "merge") yield key;
    }
  }
}

/** An edit that leaves all rows of its own question where they are has not settled it. */
function unsettled(
  review: Review,
  { revised }: GroupChanges,
  number: number | undefined,
): Refused | undefined {
  const same = revised.find((revision) =>
    revision.number === number &&
    revision.rowIds.length === review.issues.get(number)!.rowIds.length
  );
  return same && refuse(
    422,
    "STILL_DIFFERENT",
    review.issues.get(number!)!.type === "DUPLICATE_DIFFERS"
      ? `Rows ${named(same.rowIds)} would still differ; choose one of them, or merge them.`
      : `Rows ${named(same.rowIds)} would still share an address and name different ` +
        `people; choose one of them, or change an address.`,
  );
}

function refuseMerge(): Refused {
  return refuse(
    409,
    "CANDIDATES_CHANGED",
    "Other rows would share the address then; undo the decisions on these rows first.",
  );
}

/**
 * In events of a few each: an answer for the whole file may concern every address.
 * @param tells whether what rows of one person differ in is told, and not asked
 */
function following(
  jobId: string,
  next: Review,
  { revised, resettled, told, opened }: GroupChanges,
  tells: boolean,
): Fact[] {
  const rowsOf = ({ rowIds }: { rowIds: number[] }) => rowIds.length;
  const again = inEvents(revised, (some): Fact => ({
    type: "IssuesRevised",
    data: {
      jobId,
      issues: some.map((issue) => ({ ...issue, rowIds: formatRowSet(issue.rowIds) })),
    },
    personal: null,
  }), rowsOf);
  // The edits themselves are there, in their order among all others; they are not made again.
  const settled = inEvents(resettled, (numbers): Fact => ({
    type: "IssuesResolved",
    data: {
      jobId,
      rule: null,
      batchId: null,
      resolutions: numbers.map((number) => ({ number, action: "edit" as const })),
    },
    personal: null,
  }));
  const rowsNow = new Map(revised.map((revision) => [revision.number, revision.rowIds]));
  const firstStand = inEvents(told, (numbers): Fact => ({
    type: "IssuesResolved",
    data: {
      jobId,
      rule: SAME_PERSON,
      batchId: null,
      resolutions: numbers.map((number) => {
        const rowIds = rowsNow.get(number) ?? next.issues.get(number)!.rowIds;
        return { number, action: "choose" as const, chosenRowId: rowIds[0]! };
      }),
    },
    personal: null,
  }));
  let number = next.issues.size;
  const asked = inEvents(opened, (some): Fact => ({
    type: "IssuesOpened",
    data: {
      jobId,
      issues: some.map(({ type, rowIds }) => {
        const told = tells && type === "DUPLICATE_DIFFERS" && { told: true as const };
        return { number: ++number, type, rowIds, ...told };
      }),
    },
    personal: { keys: some.map(({ key }) => key) },
  }), rowsOf);
  return [...again, ...settled, ...firstStand, ...asked];
}
