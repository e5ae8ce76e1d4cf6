import assert from "node:assert/strict";
import { byKey, entriesOf } from "@rollcall/contracts";
import { type Given, givenJob, listOf, type Person, rowsOf, when } from "./testing/given_job.ts";
import { differ } from "./same_person.ts";

const SAME = { samePerson: "first" } as const;
const ann = (phone: string, more = ""): Person => ["ann@x.org", "Ann", "Lee", "", phone, more];

function listed(given: Given) {
  const { rowIds, merges } = listOf(given);
  return {
    rowIds,
    merges: merges.map(({ rowId, rowIds, fill }) => {
      return [
        rowId,
        rowIds,
        fill ? entriesOf(fill.values) : [],
        fill ? entriesOf(fill.sources) : [],
      ];
    }),
  };
}

const differsIn = (given: Given) =>
  [...given.review.issues.values()].map(({ type, rowIds, status, decided }) => {
    return `${type} ${rowIds} ${status} ${decided?.chosenRowId ?? "-"} ${decided?.byDefault ?? ""}`;
  });

const issue = { type: "resolve", number: 1 } as const;
const finalize = { type: "finalize", automatic: true } as const;

Deno.test("same person: what the first row lacks is filled in from later ones, the nearest first", () => {
  const given = givenJob([ann(" "), ann("030 1"), ann("", "DE"), ["bo@x.org", "Bo", "Lee"]], SAME);
  assert.deepEqual(differsIn(given), []);
  assert.deepEqual(listed(given), {
    rowIds: [1, 4],
    merges: [[1, [2, 3], [["phone", "030 1"], ["Land", "DE"]], [["phone", 2], ["Land", 3]]]],
  });
});

Deno.test("same person: values that differ only in how they are written do not", () => {
  const isTold = (...people: Person[]) => {
    const given = givenJob(people, { ...SAME, region: "DE" });
    const told = differsIn(given).length > 0;
    assert.equal(differ(rowsOf(given), people.map((_, i) => i + 1)), told);
    return told;
  };
  assert.equal(isTold(ann("(030) 1"), ann("030/1")), false);
  assert.equal(isTold(ann("", "New-York"), ann("", "new york.")), false);
  assert.equal(isTold(ann("030 1"), ann("")), false);
  assert.equal(isTold(ann("030 1"), ann("030 2")), true);
  // Not the first row's, but filled in all the same.
  assert.equal(isTold(ann(""), ann("030 1"), ann("030 2")), true);
});

Deno.test("same person: a difference is told, the first stands, and the list is created at once", () => {
  const given = givenJob([ann("1"), ann("2", "DE")], SAME);
  assert.deepEqual(differsIn(given), ["DUPLICATE_DIFFERS 1,2 RESOLVED 1 true"]);
  const early = when(given, { ...issue, choice: { action: "keep" } }).decision;
  assert.equal(early.outcome === "refused" && early.code, "NOT_READY");
  const { decision, given: done } = when(given, finalize);
  assert.equal(
    decision.outcome === "decided" && decision.facts.map(({ type }) => type).join(),
    [
      "RowsMerged",
      "JobFinalized",
    ].join(),
  );
  assert.deepEqual(listed(done).merges, [[1, [2], [["Land", "DE"]], [["Land", 2]]]]);
  // Told once more, which finds the list made.
  const again = when(done, finalize).decision;
  assert.deepEqual(again.outcome === "decided" && again.facts, []);
});

Deno.test("same person: any decision resolves it otherwise, and its undo tells it again", () => {
  const start = when(givenJob([ann("1"), ann("2"), ann("")], SAME), finalize).given;
  const choose = { action: "choose", chosenRowId: 3 } as const;
  const chosen = when(start, { ...issue, choice: choose }).given;
  assert.equal(chosen.review.finalized, undefined, "the list is taken back");
  assert.deepEqual(listed(chosen), {
    rowIds: [3],
    merges: [[3, [1, 2], [["phone", "1"]], [["phone", 1]]]],
  });
  const kept = when(chosen, { ...issue, choice: { action: "keep" } }).given;
  assert.deepEqual(listed(kept), { rowIds: [1, 2, 3], merges: [] });
  const undone = when(kept, { type: "reopen", number: 1 }).given;
  assert.deepEqual(differsIn(undone), ["DUPLICATE_DIFFERS 1,2,3 RESOLVED 1 true"]);
  const nothing = when(undone, { type: "reopen", number: 1 }).decision;
  assert.equal(nothing.outcome === "refused" && nothing.code, "NOT_RESOLVED");
  const agreed = when(undone, {
    ...issue,
    choice: { action: "edit", rowId: 2, values: JSON.parse('{"phone":"1"}') },
  }).given;
  assert.deepEqual(listed(agreed).rowIds, [1]);
});

Deno.test("same person: a rule resolves all that is told, as one batch", () => {
  const people = [ann("1"), ann("2"), ["bo@x.org", "Bo", "Li", "", "1"], [
    ...["bo@x.org", "Bo", "Li", "", "2"],
  ]] as Person[];
  const start = when(givenJob(people, SAME), finalize).given;
  const byRule = { type: "resolve by rule", issueType: "DUPLICATE_DIFFERS", batchId: "b" } as const;
  const { decision, given } = when(start, { ...byRule, rule: "last" });
  assert.equal(decision.outcome === "decided" && decision.issueCount, 2);
  assert.deepEqual(listed(given).rowIds, [2, 4]);
  const undone = when(given, { type: "undo batch", batchId: "b" }).given;
  assert.deepEqual(listed(undone).rowIds, [1, 3]);
});

/** Ann, Ann, Bob, Bob, Ann: the phone in Ann's second row, the country in Bob's second. */
const fivefold = (samePerson: "first" | "ask" | null = "first") =>
  givenJob([ann(""), ann("030 1"), bob(""), bob("", "AT"), ann("", "DE")], { samePerson });
const bob = (phone: string, more = ""): Person => ["ann@x.org", "Bob", "Ray", "", phone, more];

Deno.test("same person: a second rule takes the place of the first, not of single decisions", () => {
  const people = ["ann", "bo", "cy"].flatMap((name): Person[] => [
    [`${name}@x.org`, name, "Li", "", "1"],
    [`${name}@x.org`, name, "Li", "", "2"],
  ]);
  const rule = (rule: "first" | "last" | "keep", batchId: string, includeResolved = false) => {
    return {
      type: "resolve by rule",
      issueType: "DUPLICATE_DIFFERS",
      rule,
      batchId,
      includeResolved,
    } as const;
  };
  const outcome = ({ decision }: ReturnType<typeof when>) =>
    decision.outcome === "decided" && [decision.issueCount, decision.stayed];
  const stays = (alike: number, takeable = 0) => ({ alike, takeable, byHand: 0 });
  const start = when(givenJob(people, SAME), finalize).given;
  const single = when(start, { ...issue, choice: { action: "keep" } }).given;
  const last = when(single, rule("last", "a"));
  assert.deepEqual(outcome(last), [2, stays(0, 1)]);
  assert.deepEqual(listed(last.given).rowIds, [1, 2, 4, 6]);
  const keep = when(last.given, rule("keep", "b"));
  assert.deepEqual(outcome(keep), [2, stays(1)], "the single decision is as the rule says");
  assert.deepEqual(listed(keep.given).rowIds, [1, 2, 3, 4, 5, 6]);
  const first = when(keep.given, rule("first", "c"));
  assert.deepEqual(outcome(first), [2, stays(0, 1)]);
  assert.deepEqual(listed(first.given).rowIds, [1, 2, 3, 5]);
  const all = when(first.given, rule("last", "d", true));
  assert.deepEqual(outcome(all), [3, stays(0)]);
  assert.deepEqual(listed(all.given).rowIds, [2, 4, 6]);
  const again = when(all.given, rule("last", "e", true));
  assert.deepEqual(outcome(again), [0, stays(3)]);
  assert.deepEqual(again.decision.outcome === "decided" && again.decision.facts, []);
  const undone = when(all.given, { type: "undo batch", batchId: "d" });
  assert.deepEqual(listed(undone.given).rowIds, [1, 3, 5]);
  const spent = when(all.given, { type: "undo batch", batchId: "a" }).decision;
  assert.equal(spent.outcome === "refused" && spent.code, "NOTHING_TO_UNDO");
});

Deno.test("same person: who is chosen among several people has all rows of the same person", () => {
  const byFirst = when(fivefold(), { ...issue, choice: { action: "choose", chosenRowId: 1 } });
  assert.deepEqual(listed(byFirst.given), {
    rowIds: [1],
    merges: [[1, [2, 5], [["phone", "030 1"], ["Land", "DE"]], [["phone", 2], ["Land", 5]]]],
  });
  const rule = { type: "resolve by rule", issueType: "DUPLICATE_EMAIL", batchId: "b" } as const;
  const byLast = when(fivefold(), { ...rule, rule: "last" });
  assert.deepEqual(listed(byLast.given), {
    rowIds: [5],
    merges: [[5, [1, 2], [["phone", "030 1"]], [["phone", 2]]]],
  });
  const fullest = when(fivefold(), { ...rule, rule: "most_complete" });
  assert.deepEqual(listed(fullest.given).merges, [[2, [1, 5], [["Land", "DE"]], [["Land", 5]]]]);
  const undone = when(byLast.given, { type: "undo batch", batchId: "b" });
  assert.equal(undone.given.review.openIssues, 1);
});

Deno.test("same person: merged people are one contact, filled from all rows in order", () => {
  const merge = { action: "merge", chosenRowId: undefined, fields: byKey<never>({}) } as const;
  const { given } = when(fivefold(), { ...issue, choice: merge });
  assert.deepEqual(listed(given), {
    rowIds: [1],
    merges: [[1, [2, 3, 4, 5], [["phone", "030 1"], ["Land", "AT"]], [["phone", 2], ["Land", 4]]]],
  });
  const empty = { ...merge, fields: byKey([["phone", { value: "" }]]) };
  const { given: wished } = when(fivefold(), { ...issue, choice: empty });
  assert.deepEqual(listed(wished).merges[0]![2], [["Land", "AT"]], "an empty value was wished");
});

Deno.test("same person: a person who is kept is one contact, unless the rows differ", () => {
  const keep = { ...issue, choice: { action: "keep" } } as const;
  assert.deepEqual(listed(when(fivefold(), keep).given), {
    rowIds: [1, 3],
    merges: [
      [1, [2, 5], [["phone", "030 1"], ["Land", "DE"]], [["phone", 2], ["Land", 5]]],
      [3, [4], [["Land", "AT"]], [["Land", 4]]],
    ],
  });
  const differing = givenJob([ann("030 1"), ann("030 2"), bob(""), ann("(030) 2", "DE")], SAME);
  assert.deepEqual(listed(when(differing, keep).given), {
    rowIds: [1, 2, 3],
    merges: [[2, [4], [["Land", "DE"]], [["Land", 4]]]],
  });
});

Deno.test("same person: a decision about people of a job from before stays as it was", () => {
  const before = fivefold(null);
  const listAfter = (choice: { action: "keep" } | { action: "choose"; chosenRowId: number }) =>
    listed(when(before, { ...issue, choice }).given);
  assert.deepEqual(listAfter({ action: "keep" }), { rowIds: [1, 2, 3, 4, 5], merges: [] });
  assert.deepEqual(listAfter({ action: "choose", chosenRowId: 2 }), { rowIds: [2], merges: [] });
});

Deno.test("same person: an upload that wants to be asked has each as an issue", () => {
  const given = givenJob([ann("1"), ann("2")], { samePerson: "ask" });
  assert.deepEqual(differsIn(given), ["DUPLICATE_DIFFERS 1,2 OPEN - "]);
  const refused = when(given, finalize).decision;
  assert.equal(refused.outcome === "refused" && refused.code, "ISSUES_OPEN");
});

Deno.test("same person: a job from before keeps its list as it was", () => {
  const given = givenJob([ann(""), ann("2")], { samePerson: null });
  assert.deepEqual(listed(given), { rowIds: [1], merges: [] });
});

/** Ann twice with another phone, and Bob at the same address. */
const threefold = (samePerson: "first" | "ask") =>
  givenJob([ann("030 1"), ann("030 2"), bob("")], { samePerson });
const differences = (given: Given) => differsIn(given).filter((one) => one.includes("DIFFERS"));
const chooses = (chosenRowId: number) =>
  ({ ...issue, choice: { action: "choose", chosenRowId } }) as const;

Deno.test("same person: where a person is chosen whose rows differ, that is told, or asked", () => {
  const rule = { type: "resolve by rule", issueType: "DUPLICATE_EMAIL", batchId: "b" } as const;
  const told = when(threefold("first"), { ...rule, rule: "first" }).given;
  assert.deepEqual(differences(told), ["DUPLICATE_DIFFERS 1,2 RESOLVED 1 true"]);
  assert.deepEqual(listed(told).rowIds, [1]);
  const asked = when(threefold("ask"), { ...rule, rule: "first" }).given;
  assert.deepEqual(differences(asked), ["DUPLICATE_DIFFERS 1,2 OPEN - "]);
  const refused = when(asked, finalize).decision;
  assert.equal(refused.outcome === "refused" && refused.code, "ISSUES_OPEN");
  const undone = when(asked, { type: "undo batch", batchId: "b" }).given;
  assert.match(differences(undone)[0]!, /WITHDRAWN/);
  const bobs = when(threefold("ask"), chooses(3)).given;
  assert.deepEqual(differences(bobs), [], "of Bob there is one row");
});

Deno.test("same person: of the person who was chosen the chosen row stands, unless decided otherwise", () => {
  const second = when(threefold("first"), chooses(2)).given;
  assert.deepEqual(differences(second), ["DUPLICATE_DIFFERS 1,2 RESOLVED 2 true"]);
  assert.deepEqual(listed(second).merges, [[2, [1], [], []]]);
  const first = when(second, chooses(1)).given;
  assert.deepEqual(differences(first), ["DUPLICATE_DIFFERS 1,2 RESOLVED 1 true"]);
  const otherwise = (choice: object) =>
    when(first, { type: "resolve", number: 2, choice } as Parameters<typeof when>[1]).given;
  assert.deepEqual(listed(otherwise({ action: "choose", chosenRowId: 2 })).rowIds, [2]);
  assert.deepEqual(listed(otherwise({ action: "keep" })), { rowIds: [1, 2], merges: [] });
  assert.deepEqual(listed(otherwise({ action: "skip" })), { rowIds: [], merges: [] });
  const fields = byKey({ first_name: { value: "Anna" } });
  const merged = otherwise({ action: "merge", chosenRowId: 2, fields });
  assert.deepEqual(listed(merged).merges, [[2, [1], [], []]]);
  const edited = otherwise({ action: "edit", rowId: 2, values: byKey({ phone: "030 1" }) });
  assert.deepEqual(listed(edited).rowIds, [1]);
  const bobs = when(merged, chooses(3)).given;
  assert.match(differences(bobs)[0]!, /WITHDRAWN/);
  assert.deepEqual(listed(bobs).rowIds, [3]);
});
