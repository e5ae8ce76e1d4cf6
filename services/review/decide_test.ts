/** Decisions by example: given rows, when a command, then events or a refusal. */
import assert from "node:assert/strict";
import { byKey, rowIdsOf, valueAt } from "@rollcall/contracts";
import type { DecisionCommand } from "./decide.ts";
import { allEdits, type Given, givenJob, type Person, rowsOf, when } from "./testing/given_job.ts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import type { Choice } from "./resolve_issue.ts";

const ann: Person = ["a@x.org", "Ann", "Lee"];
const bob: Person = ["a@x.org", "Bob", "Lee"];
const cyd: Person = ["c@x.org", "Cyd", "Ray"];
const noMail: Person = ["", "Dan", "Fox"];
const noMailNoName: Person = ["", "", "Fox"];

const resolve = (number: number, choice: Choice): DecisionCommand => ({
  type: "resolve",
  number,
  choice,
});
const finalize: DecisionCommand = { type: "finalize", automatic: false };

/** Runs commands that must succeed, then tells the clean list. */
function listAfter(people: Person[], ...commands: DecisionCommand[]): number[] {
  const done = commands.reduce((given, command) => mustDecide(given, command), givenJob(people));
  const { decision } = when(done, finalize);
  assert.equal(decision.outcome, "decided");
  const fact = decision.outcome === "decided" ? decision.facts[0] : undefined;
  assert.equal(fact?.type, "JobFinalized");
  return fact?.type === "JobFinalized" ? [...rowIdsOf(fact.data.rowIds)] : [];
}

function mustDecide(given: Given, command: DecisionCommand): Given {
  const after = when(given, command);
  assert.equal(after.decision.outcome, "decided", JSON.stringify(after.decision));
  return after.given;
}

function refusal(people: Person[], command: DecisionCommand, ...before: DecisionCommand[]) {
  const given = before.reduce(mustDecide, givenJob(people));
  return refusalOf(when(given, command));
}

function refusalOf({ decision }: ReturnType<typeof when>) {
  assert.equal(decision.outcome, "refused");
  return decision.outcome === "refused" ? [decision.status, decision.code] : [];
}

const statusOf = (given: Given, number: number) => given.review.issues.get(number)?.status;

Deno.test("a job without issues lists each address once, the first row first", () => {
  assert.deepEqual(listAfter([ann, cyd, ann]), [1, 2]);
});

Deno.test("choose keeps the chosen row alone", () => {
  const choice: Choice = { action: "choose", chosenRowId: 2 };
  assert.deepEqual(listAfter([ann, bob, cyd], resolve(1, choice)), [2, 3]);
});

Deno.test("keep on a duplicate keeps every row, skip none", () => {
  assert.deepEqual(listAfter([ann, bob, cyd], resolve(1, { action: "keep" })), [1, 2, 3]);
  assert.deepEqual(listAfter([ann, bob, cyd], resolve(1, { action: "skip" })), [3]);
});

Deno.test("a row without an address stays out on skip and stands alone on keep", () => {
  assert.deepEqual(listAfter([noMail, cyd], resolve(1, { action: "skip" })), [2]);
  assert.deepEqual(listAfter([noMail, cyd], resolve(1, { action: "keep" })), [1, 2]);
});

Deno.test("excluding a row resolves whatever else is asked about it, and undo reopens both", () => {
  const skipped = mustDecide(givenJob([noMailNoName, cyd]), resolve(2, { action: "skip" }));
  assert.deepEqual([statusOf(skipped, 1), statusOf(skipped, 2)], ["RESOLVED", "RESOLVED"]);
  const undone = mustDecide(skipped, { type: "reopen", number: 1 });
  assert.deepEqual([statusOf(undone, 1), statusOf(undone, 2)], ["OPEN", "OPEN"]);
});

Deno.test("an edit resolves every problem of the row that it mends", () => {
  const values = { email: "d@x.org", first_name: "Dan" };
  const edit: Choice = { action: "edit", rowId: undefined, values: byKey(values) };
  assert.deepEqual(listAfter([noMailNoName, cyd], resolve(1, edit)), [1, 2]);
});

Deno.test("an edit that uncovers a duplicate opens it; the same person again opens nothing", () => {
  const asCyd = (first_name: string): Choice => ({
    action: "edit",
    rowId: undefined,
    values: byKey({ email: " C@X.org", first_name, last_name: "Ray" }),
  });
  const other = mustDecide(givenJob([noMail, cyd]), resolve(1, asCyd("Dan")));
  assert.deepEqual(other.review.issues.get(2), {
    number: 2,
    type: "DUPLICATE_EMAIL",
    key: "c@x.org",
    rowIds: [1, 2],
    status: "OPEN",
    decided: undefined,
    undoneAt: 0,
    undoneOf: 0,
  });
  assert.deepEqual(listAfter([noMail, cyd], resolve(1, asCyd("CYD"))), [1]);
});

Deno.test("undoing that edit withdraws the duplicate it uncovered, redoing it asks again", () => {
  const edit: Choice = { action: "edit", rowId: 1, values: byKey({ email: "c@x.org" }) };
  const opened = mustDecide(givenJob([noMail, cyd]), resolve(1, edit));
  const undone = mustDecide(opened, { type: "reopen", number: 1 });
  assert.deepEqual([statusOf(undone, 1), statusOf(undone, 2)], ["OPEN", "WITHDRAWN"]);
  assert.equal(undone.review.openIssues, 1);
  const again = mustDecide(undone, resolve(1, edit));
  assert.equal(statusOf(again, 2), "OPEN");
  assert.deepEqual(refusal([noMail, cyd], resolve(2, { action: "keep" })), [404, "NOT_FOUND"]);
});

Deno.test("a corrected address joins a duplicate that is there, and its decision is asked anew", () => {
  const choose = resolve(1, { action: "choose", chosenRowId: 1 });
  const join = resolve(2, { action: "edit", rowId: 3, values: byKey({ email: "a@x.org" }) });
  const joined = [choose, join].reduce(mustDecide, givenJob([ann, bob, noMail]));
  assert.deepEqual(joined.review.issues.get(1)?.rowIds, [1, 2, 3]);
  assert.equal(statusOf(joined, 1), "OPEN");
});

Deno.test("editing a candidate's address away resolves a pair, and leaves a trio open", () => {
  const away = resolve(1, { action: "edit", rowId: 2, values: byKey({ email: "b@x.org" }) });
  assert.deepEqual(listAfter([ann, bob], away), [1, 2]);
  const trio: Person[] = [ann, bob, ["a@x.org", "Cat", "Lee"]];
  const left = mustDecide(givenJob(trio), away);
  assert.deepEqual(left.review.issues.get(1)?.rowIds, [1, 3]);
  assert.equal(statusOf(left, 1), "OPEN");
  const undone = mustDecide(left, { type: "reopen", number: 1 });
  assert.deepEqual(undone.review.issues.get(1)?.rowIds, [1, 2, 3]);
  assert.deepEqual(allEdits(undone), []);
});

Deno.test("an edit that resolves again keeps its place among later edits", () => {
  const half: Person = ["a@x.org", "Ann", ""];
  const people: Person[] = [["a@x.org", "Ann", "Lee"], half, ["b@x.org", "Ann", "Lee"], half];
  const edit = (number: number, rowId: number, values: Record<string, string>) =>
    resolve(number, { action: "edit", rowId, values: byKey(values) });
  const after = [
    edit(1, 2, { email: "b@x.org", last_name: "Ann" }), // row 2 joins row 3: issue 3
    resolve(2, { action: "keep" }), // row 4 joins row 1: issue 4
    edit(3, 3, { email: "a@x.org" }), // row 3 joins rows 1 and 4
    edit(4, 3, { email: "b@x.org" }), // and goes back to row 2
    resolve(1, { action: "keep" }), // row 2 goes back to its own address
  ].reduce(mustDecide, givenJob(people));
  assert.deepEqual(after.review.issues.get(4)?.rowIds, [1, 2, 4]);
  assert.equal(rowsOf(after).email(3), "b@x.org");
});

Deno.test("an edit must resolve what it was made for and bring nothing new", () => {
  const edit = (number: number, values: Record<string, string>, rowId?: number) =>
    resolve(number, { action: "edit", rowId, values: byKey(values) });
  assert.deepEqual(refusal([noMail], edit(1, { email: "nope" })), [422, "INVALID_EMAIL_FORMAT"]);
  assert.deepEqual(refusal([noMail], edit(1, { company: "Acme" })), [422, "MISSING_EMAIL"]);
  const blank = { email: "d@x.org", last_name: " " };
  assert.deepEqual(refusal([noMail], edit(1, blank)), [422, "MISSING_LAST_NAME"]);
  assert.deepEqual(refusal([noMail], edit(1, { shoe_size: "9" })), [422, "UNKNOWN_FIELD"]);
  assert.deepEqual(refusal([ann, bob], edit(1, { last_name: "Li" }, 2)), [422, "STILL_DIFFERENT"]);
  assert.deepEqual(refusal([ann, bob], edit(1, { email: "b@x.org" })), [422, "NOT_A_CANDIDATE"]);
});

Deno.test("what cannot be is refused with a reason", () => {
  const stranger: Choice = { action: "choose", chosenRowId: 3 };
  assert.deepEqual(refusal([ann, bob, cyd], resolve(1, stranger)), [422, "NOT_A_CANDIDATE"]);
  assert.deepEqual(refusal([ann, bob], resolve(9, { action: "keep" })), [404, "NOT_FOUND"]);
  assert.deepEqual(refusal([ann, bob], { type: "reopen", number: 1 }), [409, "NOT_RESOLVED"]);
  assert.deepEqual(refusal([ann, bob], finalize), [409, "ISSUES_OPEN"]);
  const byRule = (rule: "first") =>
    ({ type: "resolve by rule", issueType: "MISSING_EMAIL", rule, batchId: "b" }) as const;
  assert.deepEqual(refusal([noMail], byRule("first")), [422, "RULE_DOES_NOT_FIT"]);
});

Deno.test("the same decision twice changes nothing; another takes its place", () => {
  const choose = (chosenRowId: number) => resolve(1, { action: "choose", chosenRowId });
  const chosen = mustDecide(givenJob([ann, bob]), choose(1));
  const again = when(chosen, choose(1));
  assert.deepEqual(again.decision, { outcome: "decided", facts: [], issueCount: 1 });
  assert.deepEqual(listAfter([ann, bob], choose(1), choose(2)), [2]);
});

Deno.test("the same edit twice changes nothing; other values or another row take its place", () => {
  const edit = (rowId: number | undefined, email: string) =>
    resolve(1, { action: "edit", rowId, values: byKey({ email }) });
  const edited = mustDecide(givenJob([noMail, cyd]), edit(undefined, "dan@x.org"));
  for (const rowId of [undefined, 1]) {
    const again = when(edited, edit(rowId, "dan@x.org"));
    assert.deepEqual(again.decision, { outcome: "decided", facts: [], issueCount: 1 });
  }
  const other = mustDecide(edited, edit(1, "fox@x.org"));
  assert.deepEqual(allEdits(other).map(({ values }) => values), [{ email: "fox@x.org" }]);
  const pair = mustDecide(givenJob([ann, bob]), edit(2, "bob@x.org"));
  assert.deepEqual(refusalOf(when(pair, edit(undefined, "bob@x.org"))), [422, "NOT_A_CANDIDATE"]);
  const first = mustDecide(pair, edit(1, "bob@x.org"));
  assert.deepEqual(allEdits(first).map(({ rowId }) => rowId), [1]);
});

Deno.test("an edit given again does not take those back that were made before it", () => {
  const edit = (rowId: number, email: string) =>
    resolve(1, { action: "edit", rowId, values: byKey({ email }) });
  const trio: Person[] = [ann, bob, ["a@x.org", "Cat", "Lee"]];
  const both = [edit(2, "b@x.org"), edit(3, "c@x.org")].reduce(mustDecide, givenJob(trio));
  const again = when(both, edit(3, "c@x.org"));
  assert.deepEqual(again.decision, { outcome: "decided", facts: [], issueCount: 1 });
});

Deno.test("an edit records its phone in E.164, at home in the row's country, else the job's", () => {
  const editsOf = (person: Person, values: Record<string, string>) => {
    const given = givenJob([person], { region: "DE" });
    const edit = resolve(1, {
      action: "edit",
      rowId: 1,
      values: byKey({ email: "d@x.org", ...values }),
    });
    return allEdits(mustDecide(given, edit));
  };
  const french: Person = ["", "Dan", "Fox", "", "", "France"];
  const phoneOf = (edits: ReturnType<typeof editsOf>) => (edits[0] as { phone?: string }).phone;
  assert.equal(phoneOf(editsOf(noMail, { phone: "030 901820" })), "+4930901820");
  assert.equal(phoneOf(editsOf(french, { phone: "01 42 68 53 00" })), "+33142685300");
  assert.equal(phoneOf(editsOf(french, { phone: "030 901820", Land: "Spain" })), undefined);
  assert.equal(phoneOf(editsOf(french, { phone: "030 901820", Land: "Germany" })), "+4930901820");
  assert.equal(phoneOf(editsOf(noMail, { phone: "+4930901820" })), undefined);
  assert.equal(phoneOf(editsOf(noMail, {})), undefined);
});

Deno.test("typed values are kept as every store can hold them", () => {
  const edit: Choice = {
    action: "edit",
    rowId: 1,
    values: byKey({ email: "d@x.org", company: "A\0B" }),
  };
  const edited = mustDecide(givenJob([noMail]), resolve(1, edit));
  assert.equal(valueAt(allEdits(edited)[0]!.values, "company"), "AB");
  const again = when(edited, resolve(1, edit));
  assert.deepEqual(again.decision, { outcome: "decided", facts: [], issueCount: 1 });
});

Deno.test("a decision after finalising takes the list back; finalising again gives the next", () => {
  const choose = (chosenRowId: number) => resolve(1, { action: "choose", chosenRowId });
  const first = [choose(1), finalize].reduce(mustDecide, givenJob([ann, bob]));
  assert.deepEqual(when(first, finalize).decision, {
    outcome: "decided",
    facts: [],
    issueCount: 0,
  });
  const changed = mustDecide(first, choose(2));
  assert.equal(changed.review.finalized, undefined);
  assert.equal(mustDecide(changed, finalize).review.listVersion, 2);
});

Deno.test("a rule resolves all open issues of its type", () => {
  const people: Person[] = [ann, bob, cyd, ["c@x.org", "Cid", "Ray", "Acme"], noMail];
  const byRule = (rule: "first" | "last" | "most_complete"): RuleCommand => ({
    type: "resolve by rule",
    issueType: "DUPLICATE_EMAIL",
    rule,
    batchId: "b",
  });
  const out: DecisionCommand = { ...byRule("first"), issueType: "MISSING_EMAIL", rule: "skip" };
  assert.deepEqual(listAfter(people, byRule("first"), out), [1, 3]);
  assert.deepEqual(listAfter(people, byRule("last"), out), [2, 4]);
  assert.deepEqual(listAfter(people, byRule("most_complete"), out), [1, 4]);
});

Deno.test("before the issues are open nothing can be decided", () => {
  const given = givenJob([ann]);
  given.review.ready = false;
  const { decision } = when(given, finalize);
  assert.deepEqual(decision.outcome === "refused" && decision.code, "NOT_READY");
});
