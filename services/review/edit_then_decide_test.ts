/** What was typed stays until it is undone itself, whatever is decided after it (ADR 38). */
import assert from "node:assert/strict";
import { byKey, type Fact, type IssueKind, rowIdsOf } from "@rollcall/contracts";
import type { DecisionCommand } from "./decide.ts";
import { allEdits, type Given, givenJob, type Person, when } from "./testing/given_job.ts";
import { Ledger } from "./testing/ledger.ts";
import type { Choice } from "./resolve_issue.ts";
import { apply, copyReview } from "./review.ts";

const TRIO: Person[] = [["a@x.org", "Ann", "Lee"], ["a@x.org", "Bob", "Ray"], [
  "a@x.org",
  "Cid",
  "Fox",
]];
const ann = (phone: string): Person => ["a@x.org", "Ann", "Lee", "", phone];
const FIRST = { samePerson: "first" } as const;

const resolve = (number: number, choice: Choice): DecisionCommand => ({
  type: "resolve",
  number,
  choice,
});
const choose = (chosenRowId: number) => resolve(1, { action: "choose", chosenRowId });
const keep = resolve(1, { action: "keep" });
const away = (rowId: number, email: string) =>
  resolve(1, { action: "edit", rowId, values: byKey({ email }) });
const undo: DecisionCommand = { type: "reopen", number: 1 };
const finalize: DecisionCommand = { type: "finalize", automatic: false };
const byRule = (issueType: IssueKind, rule: "first" | "last", batchId: string): DecisionCommand => {
  return { type: "resolve by rule", issueType, rule, batchId };
};

function decided(given: Given, command: DecisionCommand): Given {
  const after = when(given, command);
  assert.equal(after.decision.outcome, "decided", JSON.stringify(after.decision));
  return after.given;
}

const after = (given: Given, ...commands: DecisionCommand[]) => commands.reduce(decided, given);
const typed = (given: Given) => allEdits(given).map(({ rowId, values }) => [rowId, { ...values }]);
const issueOf = (given: Given, number = 1) => {
  const { status, rowIds, decided } = given.review.issues.get(number)!;
  return [status, rowIds, decided?.action, decided?.chosenRowId];
};

function listOf(given: Given): number[] {
  const { decision } = when(given, finalize);
  const facts: Fact[] = decision.outcome === "decided" ? decision.facts : [];
  const list = facts.find((fact) => fact.type === "JobFinalized");
  return list?.type === "JobFinalized" ? [...rowIdsOf(list.data.rowIds)] : [];
}

const EDIT = [[3, { email: "c@x.org" }]];

Deno.test("edit, then choose twice: of one person's rows that differ the edited one stays a contact", () => {
  const start = when(givenJob([ann("1"), ann("2"), ann("3")], FIRST), finalize).given;
  const edited = after(start, away(3, "c@x.org"));
  assert.deepEqual(listOf(after(edited, choose(2))), [2, 3]);
  const again = after(edited, choose(2), choose(1));
  assert.deepEqual([typed(again), issueOf(again)], [EDIT, ["RESOLVED", [1, 2], "choose", 1]]);
  assert.deepEqual(listOf(again), [1, 3]);
});

Deno.test("edit, then two decisions: the second one is in force, and the edit stays", () => {
  for (const last of [choose(1), keep, resolve(1, { action: "skip" })]) {
    const given = after(givenJob(TRIO), away(3, "c@x.org"), choose(2), last);
    assert.deepEqual([typed(given), issueOf(given).slice(0, 2)], [EDIT, ["RESOLVED", [1, 2]]]);
  }
  const both = after(givenJob(TRIO), away(3, "c@x.org"), choose(2), away(2, "b@x.org"));
  assert.deepEqual(typed(both), [...EDIT, [2, { email: "b@x.org" }]]);
  // The newest of two edits makes place, and with it nothing else.
  assert.deepEqual(typed(after(both, away(2, "bob@x.org"))), [...EDIT, [2, {
    email: "bob@x.org",
  }]]);
  assert.deepEqual(typed(after(both, choose(1))), EDIT);
});

Deno.test("edit, then a merge: what the edit named is not taken for what the merge named", () => {
  const people: Person[] = [
    ["a@x.org", "Ann", "Lee"],
    ["a@x.org", "Bob", "Ray", "", "2"],
    TRIO[2]!,
  ];
  const edit = resolve(1, {
    action: "edit",
    rowId: 3,
    values: byKey({ email: "c@x.org", phone: "3" }),
  });
  const merge = resolve(1, { action: "merge", chosenRowId: 1, fields: byKey<never>({}) });
  const { decision } = when(after(givenJob(people, FIRST), edit, merge), finalize);
  const merged = decision.outcome === "decided" &&
    decision.facts.find((fact) => fact.type === "RowsMerged");
  const [fill] = merged && merged.type === "RowsMerged" ? merged.personal!.fills : [];
  assert.deepEqual({ ...fill?.values }, { phone: "2" });
});

Deno.test("edit, then a rule: undoing the batch undoes what the rule resolved, and no more", () => {
  const start = when(givenJob([ann("1"), ann("2"), ann("3")], FIRST), finalize).given;
  for (
    const [given, type] of [
      [givenJob(TRIO), "DUPLICATE_EMAIL"],
      [start, "DUPLICATE_DIFFERS"],
    ] as const
  ) {
    const before = after(given, away(3, "c@x.org"));
    const ruled = after(before, byRule(type, "last", "b"));
    assert.deepEqual(issueOf(ruled), ["RESOLVED", [1, 2], "choose", 2]);
    const undone = after(ruled, { type: "undo batch", batchId: "b" });
    assert.deepEqual([typed(undone), issueOf(undone)], [EDIT, issueOf(before)]);
  }
});

Deno.test("edit, then a rule over differences, then another: a decision of a rule makes place", () => {
  const start = when(givenJob([ann("1"), ann("2"), ann("3")], FIRST), finalize).given;
  const given = after(
    start,
    away(3, "c@x.org"),
    byRule("DUPLICATE_DIFFERS", "last", "b"),
    byRule("DUPLICATE_DIFFERS", "first", "c"),
  );
  assert.deepEqual([typed(given), issueOf(given)], [EDIT, ["RESOLVED", [1, 2], "choose", 1]]);
});

Deno.test("undo takes the newest decision on an issue back, then the one before", () => {
  const start = givenJob(TRIO);
  const edited = after(start, away(3, "c@x.org"));
  const chosen = after(edited, choose(2));
  const once = after(chosen, undo);
  assert.deepEqual([typed(once), issueOf(once)], [EDIT, ["OPEN", [1, 2], undefined, undefined]]);
  const twice = after(once, undo);
  assert.deepEqual([typed(twice), issueOf(twice)], [[], issueOf(start)]);
  const { decision } = when(twice, undo);
  assert.equal(decision.outcome === "refused" && decision.code, "NOT_RESOLVED");
  const both = after(edited, away(2, "b@x.org"));
  assert.deepEqual([typed(after(both, undo)), typed(after(both, undo, undo))], [EDIT, []]);
});

Deno.test("what the events say of an undo tells which edits go with it", () => {
  const undone = (...before: DecisionCommand[]) => {
    const { decision } = when(after(givenJob(TRIO), ...before), undo);
    const fact = decision.outcome === "decided" ? decision.facts[0] : undefined;
    return fact?.type === "IssuesReopened" ? fact.data.edits ?? "all" : undefined;
  };
  const edit = away(3, "c@x.org");
  assert.equal(undone(choose(1)), "all");
  assert.equal(undone(edit), "all");
  assert.equal(undone(edit, choose(1)), "none");
  assert.equal(undone(edit, away(2, "b@x.org")), "newest");
});

Deno.test("a decision that its own undoing would ask anew is refused, and is not answered with ok", () => {
  const people: Person[] = [TRIO[0]!, TRIO[1]!, ["", "Dan", "Ray"]];
  const joins = resolve(2, { action: "edit", rowId: 3, values: byKey({ email: "a@x.org" }) });
  // Row 3 came and went: the issue is about row 1 alone, resolved by the edit of row 2.
  const given = after(
    givenJob(people),
    away(2, "b@x.org"),
    joins,
    { type: "reopen", number: 2 },
  );
  const { decision } = when(given, choose(1));
  assert.equal(decision.outcome === "refused" && decision.code, "CANDIDATES_CHANGED");
  assert.deepEqual(issueOf(after(given, undo, choose(1))), ["RESOLVED", [1, 2], "choose", 1]);
});

Deno.test("the oracle's ledger finds out who takes an edit back with the decision after it", () => {
  const ledger = new Ledger();
  let given = givenJob(TRIO);
  const note = (command: DecisionCommand, change = (fact: Fact) => fact) => {
    const { decision } = when(given, command);
    const facts = decision.outcome === "decided" ? decision.facts.map(change) : [];
    const review = facts.reduce(apply, copyReview(given.review));
    ledger.note(given.review, command, facts, review);
    given = { ...given, review };
  };
  note(away(3, "c@x.org"));
  note(choose(2));
  // All edits of the issue go, as they once did.
  const asBefore = (fact: Fact): Fact => {
    if (fact.type !== "IssuesReopened") return fact;
    const { edits: _, ...data } = fact.data;
    return { ...fact, data };
  };
  assert.throws(() => note(choose(1), asBefore), /edits hold until they are undone/);
  note(choose(1));
  note(undo);
  note(undo);
});
