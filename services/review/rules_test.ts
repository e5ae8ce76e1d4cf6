/** Rules by example: suggestions, batches, their previews, and their undo. */
import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import type { Decision, DecisionCommand } from "./decide.ts";
import { editsOf } from "./edits.ts";
import {
  allEdits,
  type Given,
  givenJob,
  JOB,
  listOf,
  type Person,
  rowsOf,
  when,
} from "./testing/given_job.ts";
import { previewRule } from "./preview.ts";
import type { BulkRule } from "@rollcall/contracts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import type { Choice } from "./resolve_issue.ts";
import type { ReviewIssue } from "./review.ts";

const resolve = (number: number, choice: Choice): DecisionCommand => ({
  type: "resolve",
  number,
  choice,
});
const byRule = (issueType: ReviewIssue["type"], rule: BulkRule, batchId = "b1"): RuleCommand => ({
  type: "resolve by rule",
  issueType,
  rule,
  batchId,
});
const undo = (batchId: string): DecisionCommand => ({ type: "undo batch", batchId });
const take: Choice = { action: "take_suggestion" };

function decided(given: Given, command: DecisionCommand): Given {
  const after = when(given, command);
  assert.equal(after.decision.outcome, "decided", JSON.stringify(after.decision));
  return after.given;
}

const after = (people: Person[], ...commands: DecisionCommand[]) =>
  commands.reduce(decided, givenJob(people));
const statusOf = (given: Given, number: number) => given.review.issues.get(number)?.status;
const typesOf = (decision: Decision) =>
  decision.outcome === "decided" ? decision.facts.map(({ type }) => type) : [];

function refusalOf(given: Given, command: DecisionCommand) {
  const { decision } = when(given, command);
  return decision.outcome === "refused" ? [decision.status, decision.code] : decision.outcome;
}

const typo: Person = ["ann@gmial.com", "Ann", "Lee"];
const right: Person = ["ann@gmail.com", "Bob", "Lee"];
const wrong: Person = ["ann@", "Cyd", "Ray"];

Deno.test("rules: what was resolved stays, is told, and is taken along where that is asked for", () => {
  const start = givenJob([
    ["", "Ann", "Lee"],
    ["", "Bob", "Ray"],
    ["", "Cy", "Fox"],
    ["", "", "Gil"],
  ]);
  const rule = (rule: "keep" | "skip", batchId: string, includeResolved = false) =>
    ({
      type: "resolve by rule",
      issueType: "MISSING_EMAIL",
      rule,
      batchId,
      includeResolved,
    }) as const;
  const outcome = ({ decision }: ReturnType<typeof when>) =>
    decision.outcome === "decided" && [decision.issueCount, decision.stayed];
  const typed = when(start, {
    type: "resolve",
    number: 1,
    choice: { action: "edit", rowId: 1, values: byKey({ email: "ann@x.org" }) },
  }).given;
  const skipped = when(typed, rule("skip", "a"));
  assert.deepEqual(
    outcome(skipped),
    [4, { alike: 0, takeable: 0, byHand: 1 }],
    "row 4 has two issues",
  );
  const second = when(skipped.given, rule("keep", "b"));
  assert.deepEqual(outcome(second), [0, { alike: 0, takeable: 3, byHand: 1 }]);
  assert.deepEqual(second.decision.outcome === "decided" && second.decision.facts, []);
  const third = when(skipped.given, rule("keep", "c", true));
  assert.deepEqual(outcome(third), [3, { alike: 0, takeable: 0, byHand: 1 }]);
  const { issues, openIssues, edits } = third.given.review;
  assert.equal(openIssues, 1, "what was resolved along with one is asked again");
  assert.equal(editsOf(edits, 1).length, 1, "what was typed stays");
  const kept = [...issues.values()].filter(({ decided }) => decided?.batchId === "c");
  assert.deepEqual(kept.map(({ decided }) => decided!.action), ["keep", "keep", "keep"]);
});

Deno.test("a suggestion is taken as an edit that says so, again and again the same", () => {
  const { given, decision } = when(givenJob([typo]), resolve(1, take));
  assert.ok(decision.outcome === "decided");
  const [fact, ...more] = decision.facts;
  assert.deepEqual(more, []);
  assert.ok(fact?.type === "IssuesResolved");
  assert.deepEqual([fact.data.rule, fact.data.batchId], ["take_suggestion", null]);
  assert.deepEqual(fact.data.resolutions, [{ number: 1, action: "edit" }]);
  assert.deepEqual(fact.personal?.edits[0]?.values, { email: "ann@gmail.com" });
  assert.deepEqual(when(given, resolve(1, take)).decision, {
    outcome: "decided",
    facts: [],
    issueCount: 1,
  });
  assert.deepEqual(allEdits(given).length, 1);
});

Deno.test("where nothing is suggested there is nothing to take", () => {
  assert.deepEqual(refusalOf(givenJob([wrong]), resolve(1, take)), [422, "NO_SUGGESTION"]);
  const nameless = givenJob([["ann@gmial.com", "", "Lee"]]);
  assert.deepEqual(refusalOf(nameless, resolve(2, take)), [422, "NO_SUGGESTION"]);
  const pair = givenJob([right, ["ann@gmail.com", "Cyd", "Lee"]]);
  assert.deepEqual(refusalOf(pair, resolve(1, take)), [422, "NO_SUGGESTION"]);
});

Deno.test("an address that looks mistyped is kept where a person says so, or types it", () => {
  assert.equal(rowsOf(after([typo], resolve(1, { action: "keep" }))).email(1), "ann@gmial.com");
  const edit = (values: Record<string, string>, rowId = 1): Choice => ({
    action: "edit",
    rowId,
    values: byKey(values),
  });
  const typed = after([typo], resolve(1, edit({ email: "anne@gmial.com" })));
  assert.equal(typed.review.openIssues, 0);
  const untouched = resolve(1, edit({ company: "Acme" }));
  assert.deepEqual(refusalOf(givenJob([typo]), untouched), [422, "EMAIL_TYPO"]);
  // Asked about something else, who types the address has answered about it too.
  const nameless: Person = ["ann@gmial.com", "", "Lee"];
  const name = resolve(2, edit({ first_name: "Ann" }));
  assert.equal(statusOf(after([nameless], name), 1), "OPEN");
  const both = resolve(2, edit({ first_name: "Ann", email: "ann@gmial.com" }));
  assert.equal(statusOf(after([nameless], both), 1), "RESOLVED");
  const missing = resolve(1, edit({ email: "dan@gmial.com" }));
  assert.equal(after([["", "Dan", "Fox"]], missing).review.openIssues, 0);
});

Deno.test("a row takes no part while its address is in question, and may meet others then", () => {
  const given = givenJob([typo, right]);
  assert.equal(given.review.issues.size, 1);
  const met = decided(given, resolve(1, take));
  assert.deepEqual(met.review.issues.get(2)!.rowIds, [1, 2]);
  const undone = decided(met, { type: "reopen", number: 1 });
  assert.deepEqual([statusOf(undone, 1), statusOf(undone, 2)], ["OPEN", "WITHDRAWN"]);
});

Deno.test("a rule takes every suggestion there is, and leaves the others open", () => {
  const people: Person[] = [typo, ["bob@gmial.com", "", "Ray"], right];
  const taken = after(people, byRule("EMAIL_TYPO", "take_suggestion"));
  assert.deepEqual([1, 2, 3].map((number) => statusOf(taken, number)), [
    "RESOLVED",
    "RESOLVED",
    "OPEN",
  ]);
  assert.deepEqual(taken.review.issues.get(4)!.rowIds, [1, 3], "who meets is asked about once");
  const none = byRule("INVALID_EMAIL_FORMAT", "take_suggestion");
  const { decision } = when(givenJob([wrong]), none);
  const stayed = { alike: 0, takeable: 0, byHand: 0 };
  assert.deepEqual(decision, { outcome: "decided", facts: [], issueCount: 0, stayed });
  const again = when(taken, byRule("EMAIL_TYPO", "take_suggestion", "b2")).decision;
  const alike = { ...stayed, alike: 2 };
  assert.deepEqual(again, { outcome: "decided", facts: [], issueCount: 0, stayed: alike });
});

Deno.test("a rule that does not fit the type is refused", () => {
  const given = givenJob([typo]);
  const no = (type: ReviewIssue["type"], rule: BulkRule) =>
    assert.deepEqual(refusalOf(given, byRule(type, rule)), [422, "RULE_DOES_NOT_FIT"]);
  no("EMAIL_TYPO", "first");
  no("MISSING_EMAIL", "most_complete");
  no("MISSING_EMAIL", "take_suggestion");
  no("DUPLICATE_EMAIL", "take_suggestion");
});

/** `count` pairs of rows that share an address and name different people. */
const pairs = (count: number) =>
  Array.from({ length: count * 2 }, (_, i): Person => [`p${i >> 1}@x.org`, `N${i}`, "Lee"]);

Deno.test("a batch of choices is resolved 500 to an event, and undone in one", () => {
  const start = givenJob(pairs(1_100));
  const { given, decision } = when(start, byRule("DUPLICATE_EMAIL", "last"));
  assert.deepEqual(typesOf(decision), Array(3).fill("IssuesResolved"));
  const undone = when(given, undo("b1"));
  assert.ok(undone.decision.outcome === "decided");
  assert.equal(undone.decision.issueCount, 1_100);
  assert.deepEqual(undone.decision.facts, [{
    type: "IssuesReopened",
    data: { jobId: JOB, batchId: "b1", numbers: "1-1100" },
    personal: null,
  }]);
  assert.deepEqual(undone.given.review.issues, start.review.issues);
});

Deno.test("a rule that excludes rows, or keeps them, is one fact, and so is its undo", () => {
  const people = Array.from({ length: 1_500 }, (_, i): Person => ["", "", `Lee${i}`]);
  const start = givenJob(people);
  for (const rule of ["skip", "keep"] as const) {
    const { given, decision } = when(start, byRule("MISSING_EMAIL", rule));
    assert.deepEqual(typesOf(decision), ["IssuesResolved"]);
    assert.deepEqual([statusOf(given, 1), statusOf(given, 2)], [
      "RESOLVED",
      rule === "skip" ? "RESOLVED" : "OPEN",
    ]);
    const undone = when(given, undo("b1"));
    assert.deepEqual(typesOf(undone.decision), ["IssuesReopened"]);
    assert.deepEqual(undone.given.review.issues, start.review.issues);
  }
});

Deno.test("what a rule edited is taken back 500 to an event", () => {
  const people = Array.from({ length: 1_100 }, (_, i): Person => [`p${i}@gmial.com`, "Ann", "Lee"]);
  const start = givenJob(people);
  const undone = when(decided(start, byRule("EMAIL_TYPO", "take_suggestion")), undo("b1"));
  assert.ok(undone.decision.outcome === "decided");
  const sets = undone.decision.facts.map((fact) =>
    fact.type === "IssuesReopened" && fact.data.numbers
  );
  assert.deepEqual(sets, ["1-500", "501-1000", "1001-1100"]);
  assert.deepEqual(undone.given.review.issues, start.review.issues);
});

Deno.test("undoing a batch leaves alone what was decided anew since", () => {
  const people = pairs(3);
  const anew = after(
    people,
    byRule("DUPLICATE_EMAIL", "first"),
    resolve(1, { action: "keep" }),
    { type: "reopen", number: 2 },
    byRule("DUPLICATE_EMAIL", "skip", "b2"),
    undo("b1"),
  );
  assert.deepEqual([1, 2, 3].map((number) => statusOf(anew, number)), [
    "RESOLVED",
    "RESOLVED",
    "OPEN",
  ]);
  assert.deepEqual(refusalOf(anew, undo("b1")), [409, "NOTHING_TO_UNDO"]);
  assert.deepEqual(refusalOf(anew, undo("b3")), [404, "NOT_FOUND"]);
  assert.equal(statusOf(decided(anew, undo("b2")), 2), "OPEN");
});

Deno.test("undoing a batch takes back what followed from it, the list included", () => {
  const start = givenJob([typo, right]);
  const finalize: DecisionCommand = { type: "finalize", automatic: false };
  const listed = [
    byRule("EMAIL_TYPO", "take_suggestion"),
    resolve(2, { action: "choose", chosenRowId: 1 }),
    finalize,
  ].reduce(decided, start);
  assert.deepEqual(listOf(listed).rowIds, [1]);
  const undone = decided(listed, undo("b1"));
  assert.equal(undone.review.finalized, undefined);
  assert.deepEqual([statusOf(undone, 1), statusOf(undone, 2)], ["OPEN", "WITHDRAWN"]);
  const again = [resolve(1, { action: "skip" }), finalize].reduce(decided, undone);
  assert.equal(again.review.listVersion, 2);
});

Deno.test("excluding rows by rule undoes what else it resolved", () => {
  const people: Person[] = [["", "", "Lee"], ["", "Bob", ""]];
  const start = givenJob(people);
  const skipped = decided(start, byRule("MISSING_EMAIL", "skip"));
  assert.equal(skipped.review.openIssues, 0);
  assert.deepEqual(decided(skipped, undo("b1")).review.issues, start.review.issues);
});

Deno.test("finalising again after an undo gives the next version, even of an equal list", () => {
  const finalize: DecisionCommand = { type: "finalize", automatic: false };
  const rule = byRule("DUPLICATE_EMAIL", "first");
  const once = after(pairs(1), rule, finalize);
  const twice = [undo("b1"), { ...rule, batchId: "b2" }, finalize].reduce(decided, once);
  assert.deepEqual(listOf(twice).rowIds, listOf(once).rowIds);
  assert.deepEqual([once.review.listVersion, twice.review.listVersion], [1, 2]);
});

Deno.test("a preview tells what a rule does before it is done, and does nothing", () => {
  const people: Person[] = [
    ...Array.from({ length: 25 }, (_, i): Person => [`p${i}@gmial.com`, "Ann", "Lee"]),
    ["p0@gmail.com", "Bob", "Lee"],
    wrong,
  ];
  const given = givenJob(people);
  const before = structuredClone(given.review);
  const command = byRule("EMAIL_TYPO", "take_suggestion");
  const preview = previewRule("job", given.review, given.index, given.known, command);
  assert.ok(preview.outcome === "preview");
  const { samples, ...counts } = preview;
  assert.deepEqual(counts, {
    outcome: "preview",
    resolves: 25,
    opens: 1,
    withdraws: 0,
    untouched: 0,
    stayed: { alike: 0, takeable: 0, byHand: 0 },
  });
  assert.equal(samples.length, 20);
  assert.deepEqual(samples[1], {
    key: "p1@gmial.com",
    resolution: { number: 2, action: "edit" },
    values: { email: "p1@gmail.com" },
  });
  assert.deepEqual(given.review, before);
  const left = byRule("INVALID_EMAIL_FORMAT", "take_suggestion");
  const nothing = previewRule("job", given.review, given.index, given.known, left);
  assert.ok(nothing.outcome === "preview");
  assert.deepEqual([nothing.resolves, nothing.untouched, nothing.samples], [0, 1, []]);
  const unfit = byRule("MISSING_EMAIL", "first");
  const refused = previewRule("job", given.review, given.index, given.known, unfit);
  assert.equal(refused.outcome, "refused");
});

Deno.test("a rule for some issues, or those about some rows, is for these alone, in one batch", () => {
  const start = givenJob(pairs(5));
  const resolvedBy = (selection: Partial<RuleCommand>) => {
    const { given } = when(start, { ...byRule("DUPLICATE_EMAIL", "last"), ...selection });
    const { issues } = given.review;
    return [...issues.values()].filter(({ status }) => status === "RESOLVED")
      .map(({ number }) => number);
  };
  assert.deepEqual(resolvedBy({ issues: "2-3,9" }), [2, 3], "what is not there is passed over");
  assert.deepEqual(resolvedBy({ rowIds: "2,9-4000000000" }), [1, 5], "one of its rows is enough");
  assert.deepEqual(resolvedBy({ issues: "1-3", rowIds: "4-10" }), [2, 3]);
  assert.deepEqual(resolvedBy({ issues: "7" }), []);

  const some = when(start, { ...byRule("DUPLICATE_EMAIL", "last"), issues: "2-3" });
  assert.deepEqual(typesOf(some.decision), ["IssuesResolved"]);
  assert.equal(some.decision.outcome === "decided" && some.decision.issueCount, 2);
  const undone = when(some.given, undo("b1"));
  assert.deepEqual(typesOf(undone.decision), ["IssuesReopened"]);
  assert.deepEqual(undone.given.review.issues, start.review.issues);
});

Deno.test("a rule for some issues counts no others, and asks for no other rows", () => {
  const people: Person[] = [typo, wrong, ["ann@", "Eva", "Fox"], ["bob@gmial.com", "Bob", "May"]];
  const { index, known, review } = givenJob(people);
  const take = { ...byRule("INVALID_EMAIL_FORMAT", "take_suggestion"), rowIds: "1-2" };
  const preview = previewRule(JOB, review, index, known, take);
  assert.ok(preview.outcome === "preview");
  assert.deepEqual([preview.resolves, preview.untouched], [0, 1], "the other one is not meant");
  const skipped = decided(givenJob(people), { ...byRule("INVALID_EMAIL_FORMAT", "skip") });
  const keep = { ...byRule("INVALID_EMAIL_FORMAT", "keep", "b2"), issues: "3" };
  const { decision } = when(skipped, keep);
  assert.deepEqual(decision.outcome === "decided" && decision.stayed?.takeable, 1);
  const needed = when({ ...givenJob(people), known: new Map() }, {
    ...byRule("EMAIL_TYPO", "take_suggestion"),
    rowIds: "4",
  }).decision;
  assert.ok(needed.outcome !== "needs" || needed.rowIds.every((rowId) => rowId === 4));
});
