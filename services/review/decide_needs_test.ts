/** A decision says which rows it needs; with these it is what it would be with all of them. */
import assert from "node:assert/strict";
import { byKey, type RowValues } from "@rollcall/contracts";
import fc from "fast-check";
import { decide, type Decision, type DecisionCommand } from "./decide.ts";
import { type Given, givenJob, JOB, when } from "./testing/given_job.ts";
import { anyIntents, anyOptions, anyPeople, toCommand } from "./testing/any_intents.ts";

/**
 * The rows that are decided on, then those that share an address with them; and once more for each
 * merge that cannot stay.
 */
const mostLookUps = ({ review }: Given) =>
  2 + [...review.issues.values()].filter(({ decided }) => decided?.action === "merge").length +
  // Issues about rows that were changed unasked are looked at before rows of one address are.
  Number(review.changes.size > 0);

/** Decides with what it is handed. @param known none at first */
type Decide = (given: Given, known: Map<number, RowValues>, command: DecisionCommand) => Decision;

const asIs: Decide = ({ review, index }, known, command) => {
  return decide(JOB, review, index, known, command);
};

/** Looks up what is asked for, and nothing else. */
function lookingUp(given: Given, command: DecisionCommand, decide: Decide): Decision {
  const known = new Map<number, RowValues>();
  for (let lookUps = 0;; lookUps++) {
    const decision = decide(given, known, command);
    if (decision.outcome !== "needs") return decision;
    assert.ok(lookUps < mostLookUps(given), "it asks again and again");
    assert.ok(decision.rowIds.length > 0, "it needs nothing");
    assert.deepEqual(decision.rowIds.filter((rowId) => known.has(rowId)), [], "it knows these");
    for (const rowId of decision.rowIds) known.set(rowId, given.known.get(rowId)!);
  }
}

/** Whatever people decide, the rows that are asked for are enough. */
function asksEnough(decide: Decide): void {
  fc.assert(
    fc.property(anyPeople, anyOptions, anyIntents, (people, options, intents) => {
      let given = givenJob(people, options);
      for (const intent of intents) {
        const command = toCommand(given, intent);
        const { decision, given: after } = when(given, command);
        assert.deepEqual(lookingUp(given, command, decide), decision);
        given = after;
      }
    }),
    { numRuns: 2_000, includeErrorInReport: true },
  );
}

Deno.test("what a decision asks for is enough, and it asks for it at once", () => {
  asksEnough(asIs);
});

Deno.test("negative twin: one that takes unknown rows for empty decides otherwise", () => {
  const takesForEmpty: Decide = (given, known, command) => {
    const decision = asIs(given, known, command);
    if (decision.outcome !== "needs") return decision;
    for (const rowId of decision.rowIds) known.set(rowId, byKey([]));
    return takesForEmpty(given, known, command);
  };
  assert.throws(() => asksEnough(takesForEmpty), /Expected values to be strictly deep-equal/);
});
