/**
 * The consequences of a decision for rows that share an address with those it touches: issues
 * opened, reopened or withdrawn, and merges undone. They are part of the same append.
 */
import { SAME_PERSON } from "@rollcall/contacts";
import { type Fact, formatRowSet, isAboutSeveral, rowIdsOf } from "@rollcall/contracts";
import type { Deciding } from "./deciding.ts";
import { editsOfRow } from "./edits.ts";
import { named } from "./find_issue.ts";
import { type GroupChanges, isStanding, regroup } from "./groups.ts";
import { apply, copyReview, type Review } from "./review.ts";
import { askedOfRows } from "./row_issues.ts";
import { Rows } from "./rows.ts";
import { type DirectEffects, inEvents, refuse, type Refused, reopening } from "./direct_effects.ts";

/**
 * @param number the issue that is resolved, if it is a single one
 * @returns the direct effects' facts and those that follow from them
 */
export function* withConsequences(
  jobId: string,
  review: Review,
  before: Rows,
  effects: DirectEffects,
  number?: number,
): Deciding<Fact[] | Refused> {
  let { facts } = effects;
  const touched = new Set(effects.touchesAll ? allRows(before) : effects.touched);
  const chosen = new Set(chosenAmongPeople(review, before, facts));
  const isAsked = facts.some(({ type }) => type === "IssuesReopened");
  if (!touched.size && !chosen.size && !isAsked) return facts;
  const tells = before.index.samePerson === "first";
  // Each round undoes at least one merge that was there before.
  for (;;) {
    const next = facts.reduce(apply, copyReview(review));
    const after = new Rows(before.index, before.known, next);
    // Whether a row takes part depends on what is asked about it.
    const asked = revising(jobId, yield* askedOfRows(next, after, touched));
    asked.forEach((fact) => apply(next, fact));
    const keys = new Set([
      ...chosen,
      ...askedAgain(review, facts),
      ...keysOf(review, next, before, after, touched),
    ]);
    const changes = yield* regroup(next, after, keys);
    const { broken } = changes;
    if (!broken.length) {
      return leftOpen(review, facts, changes, number) ??
        [...facts, ...asked, ...following(jobId, next, changes, tells)];
    }
    if (number !== undefined && broken.includes(number)) return refuseChanged();
    const undone = reopening(jobId, next, broken);
    facts = [...facts, ...undone.facts];
    undone.touched.forEach((rowId) => touched.add(rowId));
  }
}

const allRows = ({ count }: Rows) => Array.from({ length: count }, (_, i) => i + 1);

/** Addresses whose issue is open again: it may have become obsolete. */
function* askedAgain(review: Review, facts: Fact[]): Generator<string> {
  for (const fact of facts) {
    if (fact.type !== "IssuesReopened") continue;
    for (const number of rowIdsOf(fact.data.numbers)) {
      const { type, key } = review.issues.get(number)!;
      if (isAboutSeveral(type)) yield key;
    }
  }
}

/** Addresses of which a person was chosen: the rows of that person may differ. */
function* chosenAmongPeople(
  { issues }: Review,
  { index }: Rows,
  facts: Fact[],
): Generator<string> {
  if (index.samePerson === null) return;
  for (const fact of facts) {
    if (fact.type !== "IssuesResolved") continue;
    for (const { number, action } of fact.data.resolutions) {
      const { type, key, rowIds } = issues.get(number)!;
      // Of two people who share it each has one row.
      const isAmong = type === "DUPLICATE_EMAIL" && rowIds.length > 2;
      if (action === "choose" && isAmong) yield key;
    }
  }
}

/** Addresses that the touched rows had or have, and those of merges that they represent. */
function* keysOf(
  review: Review,
  next: Review,
  before: Rows,
  after: Rows,
  touched: ReadonlySet<number>,
): Generator<string> {
  for (const rowId of touched) {
    // A row that was and is inactive does not affect others.
    if (!isStanding(review, rowId) && !isStanding(next, rowId)) continue;
    for (const key of [before.key(rowId), after.key(rowId)]) if (key !== null) yield key;
  }
  for (const rowId of touched) {
    for (const { number } of editsOfRow(next.edits, rowId)) {
      // A change of rows has no issue.
      const issue = next.issues.get(number);
      if (issue?.decided?.action === "merge") yield issue.key;
    }
  }
}

/**
 * The refusal of a decision that leaves its issue open: an edit after which the rows still differ,
 * or a decision about rows that are no longer the candidates once it is made.
 */
function leftOpen(
  review: Review,
  facts: Fact[],
  { revised }: GroupChanges,
  number: number | undefined,
): Refused | undefined {
  const own = revised.find((revision) => revision.number === number);
  if (!own) return undefined;
  const { type, rowIds } = review.issues.get(own.number)!;
  const isEdit = facts.some((fact) =>
    fact.type === "IssuesResolved" &&
    fact.data.resolutions.some((one) => one.number === number && one.action === "edit")
  );
  if (!isEdit) return refuseChanged();
  if (own.rowIds.length !== rowIds.length) return undefined;
  return refuse(
    422,
    "STILL_DIFFERENT",
    type === "DUPLICATE_DIFFERS"
      ? `Rows ${named(own.rowIds)} would still differ; choose one of them, or merge them.`
      : `Rows ${named(own.rowIds)} would still share an address and name different ` +
        `people; choose one of them, or change an address.`,
  );
}

function refuseChanged(): Refused {
  return refuse(
    409,
    "CANDIDATES_CHANGED",
    "Other rows would share the address then; undo the decisions on these rows first.",
  );
}

const rowsOf = ({ rowIds }: { rowIds: number[] }) => rowIds.length;

function revising(jobId: string, revised: GroupChanges["revised"]): Fact[] {
  return inEvents(revised, (some): Fact => ({
    type: "IssuesRevised",
    data: {
      jobId,
      issues: some.map((issue) => ({ ...issue, rowIds: formatRowSet(issue.rowIds) })),
    },
    personal: null,
  }), rowsOf);
}

/**
 * Split into events of limited size: a decision on the whole file may affect every address.
 * @param tells whether differences between one person's rows are warnings, not issues
 */
function following(
  jobId: string,
  next: Review,
  { revised, agreeing, told, opened }: GroupChanges,
  tells: boolean,
): Fact[] {
  const again = revising(jobId, revised);
  // The edits exist already, in their order among all others; they are not repeated.
  const resolvedAgain = inEvents(agreeing, (numbers): Fact => ({
    type: "IssuesResolved",
    data: {
      jobId,
      rule: null,
      batchId: null,
      resolutions: numbers.map((number) => ({ number, action: "edit" as const })),
    },
    personal: null,
  }));
  const stand = (all: GroupChanges["told"]) =>
    inEvents(all, (some): Fact => ({
      type: "IssuesResolved",
      data: {
        jobId,
        rule: SAME_PERSON,
        batchId: null,
        resolutions: some.map(({ number, standing }) => {
          return { number, action: "choose" as const, chosenRowId: standing };
        }),
      },
      personal: null,
    }));
  const numbered = opened.map((one, i) => ({ ...one, number: next.issues.size + i + 1 }));
  const isTold = ({ type }: typeof numbered[number]) => tells && type === "DUPLICATE_DIFFERS";
  // If it is the first row, that follows from the issue being told.
  const others = numbered.filter((one) => isTold(one) && one.standing !== one.rowIds[0]);
  const asked = inEvents(numbered, (some): Fact => ({
    type: "IssuesOpened",
    data: {
      jobId,
      issues: some.map((one) => {
        const { number, type, rowIds } = one;
        const told = isTold(one) && !others.includes(one) && { told: true as const };
        return { number, type, rowIds, ...told };
      }),
    },
    personal: { keys: some.map(({ key }) => key) },
  }), rowsOf);
  const later = others.map(({ number, standing }) => ({ number, standing: standing! }));
  return [...again, ...resolvedAgain, ...stand(told), ...asked, ...stand(later)];
}
