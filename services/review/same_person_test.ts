import assert from "node:assert/strict";
import { entriesOf } from "@rollcall/contracts";
import { cleanList } from "./clean_list.ts";
import { type Given, givenJob, type Person, when } from "./given.ts";
import { Rows } from "./rows.ts";
import { differ } from "./same_person.ts";

const SAME = { samePerson: "first" } as const;
const ann = (phone: string, more = ""): Person => ["ann@x.org", "Ann", "Lee", "", phone, more];

function listOf({ review, index, known }: Given) {
  const { rowIds, merges } = cleanList(review, new Rows(index, known, review));
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
  assert.deepEqual(listOf(given), {
    rowIds: [1, 4],
    merges: [[1, [2, 3], [["phone", "030 1"], ["Land", "DE"]], [["phone", 2], ["Land", 3]]]],
  });
});

Deno.test("same person: values that differ only in how they are written do not", () => {
  const rowsOf = ({ review, index, known }: Given) => new Rows(index, known, review);
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

Deno.test("same person: a difference is told, the first stands, and the list is made at once", () => {
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
  assert.deepEqual(listOf(done).merges, [[1, [2], [["Land", "DE"]], [["Land", 2]]]]);
  // Told once more, which finds the list made.
  const again = when(done, finalize).decision;
  assert.deepEqual(again.outcome === "decided" && again.facts, []);
});

Deno.test("same person: any decision settles it otherwise, and its undo tells it again", () => {
  const start = when(givenJob([ann("1"), ann("2"), ann("")], SAME), finalize).given;
  const choose = { action: "choose", chosenRowId: 3 } as const;
  const chosen = when(start, { ...issue, choice: choose }).given;
  assert.equal(chosen.review.finalized, undefined, "the list is taken back");
  assert.deepEqual(listOf(chosen), {
    rowIds: [3],
    merges: [[3, [1, 2], [["phone", "1"]], [["phone", 1]]]],
  });
  const kept = when(chosen, { ...issue, choice: { action: "keep" } }).given;
  assert.deepEqual(listOf(kept), { rowIds: [1, 2, 3], merges: [] });
  const undone = when(kept, { type: "reopen", number: 1 }).given;
  assert.deepEqual(differsIn(undone), ["DUPLICATE_DIFFERS 1,2,3 RESOLVED 1 true"]);
  const nothing = when(undone, { type: "reopen", number: 1 }).decision;
  assert.equal(nothing.outcome === "refused" && nothing.code, "NOT_RESOLVED");
  const agreed = when(undone, {
    ...issue,
    choice: { action: "edit", rowId: 2, values: JSON.parse('{"phone":"1"}') },
  }).given;
  assert.deepEqual(listOf(agreed).rowIds, [1]);
});

Deno.test("same person: a rule settles all that is told, as one batch", () => {
  const people = [ann("1"), ann("2"), ["bo@x.org", "Bo", "Li", "", "1"], [
    ...["bo@x.org", "Bo", "Li", "", "2"],
  ]] as Person[];
  const start = when(givenJob(people, SAME), finalize).given;
  const byRule = { type: "resolve by rule", issueType: "DUPLICATE_DIFFERS", batchId: "b" } as const;
  const { decision, given } = when(start, { ...byRule, rule: "last" });
  assert.equal(decision.outcome === "decided" && decision.settled, 2);
  assert.deepEqual(listOf(given).rowIds, [2, 4]);
  const undone = when(given, { type: "undo batch", batchId: "b" }).given;
  assert.deepEqual(listOf(undone).rowIds, [1, 3]);
});

Deno.test("same person: an upload that wants to be asked has each as a question", () => {
  const given = givenJob([ann("1"), ann("2")], { samePerson: "ask" });
  assert.deepEqual(differsIn(given), ["DUPLICATE_DIFFERS 1,2 OPEN - "]);
  const refused = when(given, finalize).decision;
  assert.equal(refused.outcome === "refused" && refused.code, "ISSUES_OPEN");
});

Deno.test("same person: a job from before keeps its list as it was", () => {
  const given = givenJob([ann(""), ann("2")], { samePerson: null });
  assert.deepEqual(listOf(given), { rowIds: [1], merges: [] });
});
