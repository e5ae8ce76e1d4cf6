/** Going back and forward: whatever was decided, any moment of it can be had again. */
import assert from "node:assert/strict";
import { byKey, type Fact, valueAt } from "@rollcall/contracts";
import fc from "fast-check";
import type { DecisionCommand } from "./decide.ts";
import { outcomeOf } from "./deciding.ts";
import { editsOfRow } from "./edits.ts";
import { restore, type Restoring } from "./restore.ts";
import { apply, copyReview, type Review } from "./review.ts";
import { anyIntents, anyOptions, anyPeople, toCommand } from "./testing/any_intents.ts";
import {
  type Given,
  givenJob,
  JOB,
  listOf,
  type Person,
  rowsOf,
  unknownColumn,
  when,
} from "./testing/given_job.ts";

const RUNS = { numRuns: Number(Deno.env.get("REVIEW_RUNS") ?? 5_000) };

/** The states of a job, from its beginning on; each is a step of ten positions behind the former. */
function life(start: Given, commands: ((given: Given) => DecisionCommand)[]): Given[] {
  const states = [start];
  for (const toCommand of commands) {
    const before = states.at(-1)!;
    const given = { ...before, review: copyReview(before.review) };
    given.review.position = 10 * states.length;
    states.push(when(given, toCommand(given)).given);
  }
  return states;
}

function goTo(given: Given, then: Review, kind: "undo" | "redo" | "restore" = "restore") {
  const { review, index, known } = given;
  return outcomeOf(
    restore(JOB, review, index, known, { to: then.position + 1, kind, then }),
  );
}

function restored(given: Given, then: Review): { given: Given; restoring: Restoring } {
  const restoring = goTo(given, then);
  if (restoring.outcome !== "decided") assert.fail(JSON.stringify(restoring));
  const review = copyReview(given.review);
  review.position = 10_000;
  for (const fact of restoring.facts) apply(review, fact);
  return { given: { ...given, review }, restoring };
}

/** What people see of a review, but for when it was decided and how often a list was created. */
function seen(given: Given) {
  const { review } = given;
  const issues = [...review.issues.values()].flatMap((issue) => {
    const { number, status, rowIds, decided } = issue;
    if (status === "WITHDRAWN") return [];
    const { position: _, batchId, ...how } = decided ?? { position: 0 };
    return [{ number, status, rowIds, ...how, isBatch: batchId !== undefined }];
  });
  const edits = Array.from(
    { length: rowsOf(given).count },
    (_, i) =>
      editsOfRow(review.edits, i + 1).map(({ number, values, sources }) => {
        // A change of rows that is made again has another number.
        const of = number < 0 ? review.changes.get(-number)!.batchId : number;
        return { of, values, sources: sources ?? null };
      }),
  );
  const list = review.openIssues === 0 ? listOf(given) : null;
  const excluded = [...review.excluded].sort((a, b) => a - b);
  return { issues, edits, excluded, list, isMade: review.finalized !== undefined };
}

Deno.test("restore: any moment of a random life can be had again, and the way back to now", () => {
  fc.assert(
    fc.property(
      anyPeople,
      anyOptions,
      anyIntents,
      fc.nat(30),
      (people, options, intents, drawn) => {
        const states = life(
          givenJob(people, options),
          intents.map((intent) => (given: Given) => toCommand(given, intent)),
        );
        const now = states.at(-1)!, then = states[drawn % states.length]!;
        const back = restored(now, then.review);
        assert.deepEqual(seen(back.given), seen(then));
        assert.deepEqual(seen(restored(back.given, now.review).given), seen(now));
      },
    ),
    RUNS,
  );
});

const choose = (number: number, chosenRowId: number): DecisionCommand => ({
  type: "resolve",
  number,
  choice: { action: "choose", chosenRowId },
});
const finalize: DecisionCommand = { type: "finalize", automatic: false };

const family = () => givenJob([["a@x.org", "Ann", "Lee"], ["a@x.org", "Bob", "Lee"]]);
const types = (facts: Fact[]) => facts.map(({ type }) => type);

Deno.test("restore: a decision that took another's place gives way to that one again", () => {
  const [, first, second] = life(family(), [() => choose(1, 1), () => choose(1, 2)]);
  const { given, restoring } = restored(second!, first!.review);
  assert.deepEqual(types(restoring.facts), [
    "ReviewRestored",
    "IssuesReopened",
    "IssuesResolved",
  ]);
  assert.equal(given.review.issues.get(1)!.decided!.chosenRowId, 1);
  assert.deepEqual([restoring.undone, restoring.redone, restoring.list], [1, 1, "same"]);
});

Deno.test("restore: a list is withdrawn by one event, and created again as its next version", () => {
  const [, decided, made] = life(family(), [() => choose(1, 1), () => finalize]);
  const back = restored(made!, decided!.review);
  assert.deepEqual(types(back.restoring.facts), ["ReviewRestored"]);
  assert.equal(back.restoring.list, "withdrawn");
  assert.equal(back.given.review.finalized, undefined);
  const forward = restored(back.given, made!.review);
  assert.deepEqual([forward.restoring.list, forward.given.review.listVersion], ["made", 2]);
  assert.equal(forward.given.review.finalized!.contactCount, 1);
});

Deno.test("restore: where nothing differs nothing is written; a step is noted all the same", () => {
  const [, decided] = life(family(), [() => choose(1, 1)]);
  const same = goTo(decided!, decided!.review);
  assert.deepEqual(same.outcome === "decided" && same.facts, []);
  const step = goTo(decided!, decided!.review, "undo");
  assert.deepEqual(step.outcome === "decided" && types(step.facts), ["ReviewRestored"]);
});

Deno.test("restore: an issue is about the rows of then again, where no decision differs", () => {
  const people: Person[] = [
    ["b@gmail.com", "Bob", "Lee", "", ""],
    ["b@gmial.com", "Ann", "Lee", "", ""],
    ["a@x.org", "Ann", "Lee", "", "0301"],
    ["b@gmail.com", "Ann", "Lee", "", ""],
    ["a@x.org", "", "Lee", "", ""],
    ["b@gmial.com", "Ann", "Lee", "", ""],
  ];
  const intent =
    (act: "choose" | "keep" | "edit", issue: number, values: object = {}) => (given: Given) =>
      toCommand(given, { act, issue, row: 0, other: 0, values: byKey(Object.entries(values)) });
  const states = life(givenJob(people, { foldGmail: false, samePerson: "first", missing: [] }), [
    intent("choose", 0),
    intent("choose", 0),
    intent("choose", 0),
    intent("keep", 26),
    intent("edit", 0, { email: "c@x.org" }),
    intent("edit", 7, { email: "b@gmail.com", first_name: "Ann", last_name: "Ann" }),
    intent("choose", 0),
    intent("choose", 0),
    intent("keep", 22),
  ]);
  const about = ({ review }: Given) => review.issues.get(1)!.rowIds;
  const then = states[5]!, now = states[9]!;
  assert.deepEqual([about(then), about(now)], [[1, 4], [4]]);
  assert.deepEqual(about(restored(now, then.review).given), [1, 4]);
});

Deno.test("restore: edits of one row hold in their order again, whichever was undone between", () => {
  const people = givenJob([["", "", "Lee", "Acme"]]);
  const edit = (number: number, values: Record<string, string>): DecisionCommand => ({
    type: "resolve",
    number,
    choice: { action: "edit", rowId: 1, values: byKey(values) },
  });
  const [, , both, undone] = life(people, [
    () => edit(1, { email: "a@x.org", company: "One" }),
    () => edit(2, { first_name: "Ann", company: "Two" }),
    () => ({ type: "reopen", number: 1 }),
  ]);
  const { given } = restored(undone!, both!.review);
  assert.deepEqual(seen(given), seen(both!));
  const values = rowsOf(given).values(1);
  assert.equal(valueAt(values, "company"), "Two");
});

Deno.test("restore: what an edit had resolved is so again, though it holds by default between", () => {
  const people = givenJob([
    ["b@gmail.com", "Ann", "", "", ""],
    ["b@gmail.com", "Bob", "Lee", "", "0301"],
    ["b@gmail.com", "Ann", "", "", ""],
  ], { foldGmail: false, samePerson: "first", missing: ["first_name", "last_name"] });
  const edit = { action: "edit" as const, rowId: 1, values: byKey({ email: "a@x.org" }) };
  const column = { action: "use_column" as const, column: unknownColumn("first_name") };
  const [, edited, named] = life(people, [
    () => ({ type: "resolve", number: 3, choice: edit }),
    () => ({ type: "resolve", number: 1, choice: column }),
  ]);
  assert.equal(edited!.review.issues.get(3)!.decided!.byDefault, true);
  assert.equal(named!.review.issues.get(3)!.decided!.action, "edit");
  const back = restored(named!, edited!.review);
  assert.deepEqual(seen(restored(back.given, named!.review).given), seen(named!));
});

Deno.test("restore: a rule's decisions come back as the same batch", () => {
  const people = givenJob([["", "Ann", "Lee"], ["", "Bob", "Lee"]]);
  const [, ruled, undone] = life(people, [
    () => ({ type: "resolve by rule", issueType: "MISSING_EMAIL", rule: "skip", batchId: "b" }),
    () => ({ type: "undo batch", batchId: "b" }),
  ]);
  const { given } = restored(undone!, ruled!.review);
  const batches = [...given.review.issues.values()].map(({ decided }) => decided!.batchId);
  assert.deepEqual(batches, ["b", "b"]);
  const again = when(given, { type: "undo batch", batchId: "b" }).decision;
  assert.equal(again.outcome, "decided");
});
