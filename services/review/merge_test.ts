/** Merges by example: one contact out of several rows. */
import assert from "node:assert/strict";
import { byKey, valueAt } from "@rollcall/contracts";
import type { DecisionCommand } from "./decide.ts";
import {
  allEdits,
  type Given,
  givenJob,
  type JobOptions,
  listOf,
  type Person,
  rowsOf,
  when,
} from "./testing/given_job.ts";
import type { Choice } from "./resolve_issue.ts";

const PEOPLE: Person[] = [
  ["a@x.org", "Ann", "Lee", "", "", "Germany"],
  ["a@x.org", "Anna", "Lee", "Acme", "01 42 68 53 00", "France"],
  ["a@x.org", "A.", "Lee", "Acme Ltd"],
  ["c@x.org", "Cyd", "Ray"],
];

const resolve = (number: number, choice: Choice): DecisionCommand => ({
  type: "resolve",
  number,
  choice,
});
type Origin = { from: number } | { value: string };
const merge = (fields: Record<string, Origin>, chosenRowId?: number): DecisionCommand =>
  resolve(1, { action: "merge", chosenRowId, fields: byKey(fields) });

function decided(given: Given, command: DecisionCommand): Given {
  const after = when(given, command);
  assert.equal(after.decision.outcome, "decided", JSON.stringify(after.decision));
  return after.given;
}

const after = (commands: DecisionCommand[], people = PEOPLE, options?: JobOptions) =>
  commands.reduce(decided, givenJob(people, options));
const statusOf = (given: Given, number: number) => given.review.issues.get(number)?.status;

function refusalOf(given: Given, command: DecisionCommand) {
  const { decision } = when(given, command);
  assert.equal(decision.outcome, "refused");
  return decision.outcome === "refused" ? [decision.status, decision.code, decision.field] : [];
}

Deno.test("a merge takes values from candidates or as typed, and says from where", () => {
  const given = after([
    merge({ company: { from: 3 }, phone: { from: 2 }, job_title: { value: "CEO" } }),
  ]);
  assert.deepEqual(allEdits(given), [{
    number: 1,
    rowId: 1,
    values: byKey({ company: "Acme Ltd", phone: "01 42 68 53 00", job_title: "CEO" }),
    sources: { company: 3, phone: 2 },
    phone: "+33142685300",
    position: 0,
  }]);
  const { action, chosenRowId } = given.review.issues.get(1)!.decided!;
  assert.deepEqual([action, chosenRowId], ["merge", 1]);
  assert.deepEqual(listOf(given).rowIds, [1, 4]);
  assert.equal(valueAt(rowsOf(given).values(1), "company"), "Acme Ltd");
});

Deno.test("the chosen row stands, whichever it is", () => {
  assert.deepEqual(listOf(after([merge({ first_name: { from: 1 } }, 3)])).rowIds, [3, 4]);
  assert.deepEqual(listOf(after([merge({}, 2)])).rowIds, [2, 4]);
});

Deno.test("a typed phone is at home in the country of the row that stands", () => {
  const phone = { phone: { value: "030 901820" } };
  const edit = allEdits(after([merge(phone)]))[0] as { phone?: string };
  assert.equal(edit.phone, "+4930901820");
});

Deno.test("a merge that cannot be says what is wrong with which field", () => {
  const given = givenJob([...PEOPLE, ["", "Eve", "Fox"]]);
  const not = (fields: Record<string, Origin>, chosen?: number) =>
    refusalOf(given, merge(fields, chosen));
  assert.deepEqual(not({ company: { from: 4 } }), [422, "NOT_A_CANDIDATE", "company"]);
  assert.deepEqual(not({}, 4), [422, "NOT_A_CANDIDATE", undefined]);
  assert.deepEqual(not({ shoe: { from: 1 } }), [422, "UNKNOWN_FIELD", "shoe"]);
  assert.deepEqual(not({ ["constructor"]: { from: 1 } }), [422, "UNKNOWN_FIELD", "constructor"]);
  assert.deepEqual(not({ last_name: { value: " " } }), [422, "MISSING_LAST_NAME", "last_name"]);
  assert.deepEqual(not({ email: { value: "no" } }), [422, "INVALID_EMAIL_FORMAT", "email"]);
  const alone = resolve(2, { action: "merge", chosenRowId: undefined, fields: byKey<Origin>({}) });
  assert.deepEqual(refusalOf(given, alone), [422, "ACTION_DOES_NOT_FIT", undefined]);
});

Deno.test("the same merge twice changes nothing; another takes its place", () => {
  const fields = { company: { from: 3 }, first_name: { value: "An\\0n" } };
  const merged = after([merge(fields)]);
  for (const again of [merge(fields), merge({ ...fields }, 1)]) {
    assert.deepEqual(when(merged, again).decision, {
      outcome: "decided",
      facts: [],
      issueCount: 1,
    });
  }
  for (const other of [{ company: { from: 2 } }, { ...fields, company: { value: "Acme Ltd" } }]) {
    const edits = allEdits(decided(merged, merge(other)));
    assert.equal(edits.length, 1);
    assert.deepEqual(Object.keys(edits[0]!.values), Object.keys(other));
  }
  assert.deepEqual(allEdits(decided(merged, resolve(1, { action: "keep" }))), []);
});

Deno.test("undoing a merge gives the rows back as they were", () => {
  const start = givenJob(PEOPLE);
  const undone = [
    merge({ email: { value: "c@x.org" } }),
    { type: "reopen", number: 1 } as DecisionCommand,
  ]
    .reduce(decided, start);
  assert.deepEqual(undone.review.issues.get(1), start.review.issues.get(1));
  assert.equal(statusOf(undone, 2), "WITHDRAWN");
  assert.deepEqual(allEdits(undone), []);
});

Deno.test("a typed address takes the merged rows along: none of them is left behind", () => {
  const moved = after([merge({ email: { value: "ann@x.org" } })]);
  assert.deepEqual([statusOf(moved, 1), moved.review.openIssues], ["RESOLVED", 0]);
  assert.deepEqual(listOf(moved).rowIds, [1, 4]);
  assert.equal(rowsOf(moved).email(1), "ann@x.org");
});

Deno.test("a typed address that another row has opens an issue with it", () => {
  const moved = after([merge({ email: { value: "C@x.org" } })]);
  const { key, rowIds, status } = moved.review.issues.get(2)!;
  assert.deepEqual([key, rowIds, status], ["c@x.org", [1, 4], "OPEN"]);
  const chosen = decided(moved, resolve(2, { action: "choose", chosenRowId: 4 }));
  assert.deepEqual(listOf(chosen).rowIds, [4], "who was merged into a row goes with it");
});

const NEWCOMER: Person[] = [...PEOPLE, ["", "Eve", "Fox"]];
const joins = resolve(2, { action: "edit", rowId: 5, values: byKey({ email: "a@x.org" }) });

Deno.test("a row that joins merged ones is asked about with all of them, unmerged", () => {
  for (const email of ["a@x.org", "ann@x.org"]) {
    const joined = after([merge({ email: { value: email } }), joins], NEWCOMER);
    const { status, rowIds, decided: none } = joined.review.issues.get(1)!;
    assert.deepEqual([status, rowIds, none], ["OPEN", [1, 2, 3, 5], undefined]);
    assert.equal(rowsOf(joined).email(1), "a@x.org");
    assert.deepEqual(allEdits(joined).map(({ number }) => number), [2]);
  }
});

Deno.test("a merged row that leaves takes the merge apart", () => {
  const people: Person[] = [["a@x.org", "Ann", "Lee"], ["", "Bob", "Lee"]];
  const typed = (email: string) =>
    resolve(1, { action: "edit", rowId: 2, values: byKey({ email }) });
  const mergeBoth = resolve(2, {
    action: "merge",
    chosenRowId: 1,
    fields: byKey<Origin>({ first_name: { from: 2 }, email: { value: "both@x.org" } }),
  });
  const merged = after([typed("a@x.org"), mergeBoth], people);
  assert.deepEqual(listOf(merged).rowIds, [1]);
  const apart = decided(merged, typed("b@x.org"));
  assert.equal(statusOf(apart, 2), "WITHDRAWN");
  assert.deepEqual(listOf(apart).rowIds, [1, 2]);
  assert.equal(valueAt(rowsOf(apart).values(1), "first_name"), "Ann");
});

Deno.test("folded gmail addresses are merged under the one that is taken", () => {
  const people: Person[] = [["ann.lee@gmail.com", "Ann", "Lee"], ["annlee@gmail.com", "A", "Lee"]];
  const merged = after([merge({ email: { from: 2 } })], people, { foldGmail: true });
  assert.deepEqual(listOf(merged).rowIds, [1]);
  assert.equal(rowsOf(merged).email(1), "annlee@gmail.com");
  assert.equal(merged.review.openIssues, 0);
  assert.equal(givenJob(people).review.issues.size, 0, "unfolded they are two people");
});

Deno.test("a merge that would undo itself is refused", () => {
  const people: Person[] = [
    ["k@x.org", "Ann", "Lee"],
    ["z@x.org", "Bob", "Lee"],
    ["z@x.org", "Cat", "Lee"],
  ];
  // Rows 2 and 3 become one at k@x.org, where row 1 is; then that one goes to z@x.org with it.
  const toK = resolve(1, {
    action: "merge",
    chosenRowId: 2,
    fields: byKey<Origin>({ email: { value: "k@x.org" } }),
  });
  const given = after([toK], people);
  const toZ = resolve(2, {
    action: "merge",
    chosenRowId: 1,
    fields: byKey<Origin>({ email: { value: "z@x.org" } }),
  });
  assert.deepEqual(refusalOf(given, toZ), [409, "CANDIDATES_CHANGED", undefined]);
});
