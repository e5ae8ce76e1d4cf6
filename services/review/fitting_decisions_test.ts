import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import { fittingDecisions, type ReviewedFile } from "./fitting_decisions.ts";
import type { Choice } from "./resolve_issue.ts";
import { type Given, givenJob, type Person, when } from "./testing/given_job.ts";

const PEOPLE: Person[] = [
  ["a@x.org", "Ann", "Lee", "Acme"],
  ["a@x.org", "Bob", "Ray", "Fabrikam"],
  ["", "Cyd", "Fox"],
  ["nobody@", "Dan", "May"],
  ["e@x.org", "", "Poe"],
];

/** Lines count from 2, as `givenJob` has them; `shift` puts the file further down. */
const fileOf = ({ review, index }: Given, shift = 0): ReviewedFile => ({
  review,
  lines: index.emails.map((_, rowId) => rowId === 0 ? 0 : rowId + 1 + shift),
  columns: index.columns,
});

function decided(given: Given, ...choices: [number: number, choice: Choice][]): Given {
  return choices.reduce((now, [number, choice]) => {
    const { given: next, decision } = when(now, { type: "resolve", number, choice });
    assert.equal(decision.outcome, "decided", JSON.stringify(decision));
    return next;
  }, given);
}

const typesOf = ({ review }: Given) => [...review.issues.values()].map(({ type }) => type);

Deno.test("take over: the same issue of the same lines gets the same decision", () => {
  const given = givenJob(PEOPLE);
  assert.deepEqual(typesOf(given), [
    "DUPLICATE_EMAIL",
    "MISSING_EMAIL",
    "INVALID_EMAIL_FORMAT",
    "MISSING_FIRST_NAME",
  ]);
  const edit = { action: "edit", rowId: 4, values: byKey({ email: "dan@x.org" }) } as const;
  const former = decided(
    given,
    [4, { action: "keep" }],
    [1, { action: "choose", chosenRowId: 2 }],
    [2, { action: "skip" }],
    [3, edit],
  );
  const fitting = fittingDecisions(fileOf(former), fileOf(givenJob(PEOPLE)));
  assert.deepEqual(fitting.map(({ number, choice }) => [number, choice.action]).sort(), [
    [1, "choose"],
    [2, "skip"],
    [3, "edit"],
    [4, "keep"],
  ]);
  const now = decided(
    givenJob(PEOPLE),
    ...fitting.map(({ number, choice }): [number, Choice] => [number, choice]),
  );
  assert.equal(now.review.openIssues, 0);
  assert.equal(now.review.issues.get(1)!.decided?.chosenRowId, 2);
});

Deno.test("take over: rows are told by their lines, wherever they are now", () => {
  const former = decided(givenJob(PEOPLE), [1, { action: "choose", chosenRowId: 2 }]);
  // The header was found a line further up, and what was the header is a row.
  const now = givenJob([["head@x.org", "First", "Last"], ...PEOPLE]);
  const [one] = fittingDecisions(fileOf(former), fileOf(now, -1));
  assert.deepEqual(one?.choice, { action: "choose", chosenRowId: 3 });
  assert.deepEqual(fittingDecisions(fileOf(former), fileOf(now)), [], "other lines");
});

Deno.test("take over: what is no longer asked, or asked of other rows, gets no decision", () => {
  const former = decided(givenJob(PEOPLE), [1, { action: "keep" }], [2, { action: "skip" }]);
  const others = PEOPLE.with(1, ["b@x.org", "Bob", "Ray"]);
  const fitting = fittingDecisions(fileOf(former), fileOf(givenJob(others)));
  assert.deepEqual(fitting.map(({ choice }) => choice.action), ["skip"]);
});

Deno.test("take over: a decision that is undone, or followed from another, is none", () => {
  const given = givenJob([["", "", "Fox"], ["b@x.org", "Bob", "Ray"]]);
  const skipped = decided(given, [1, { action: "skip" }]);
  const fitting = fittingDecisions(
    fileOf(skipped),
    fileOf(givenJob([
      ["", "", "Fox"],
      ["b@x.org", "Bob", "Ray"],
    ])),
  );
  assert.deepEqual(fitting.map(({ number }) => number), [1]);
  const { given: undone } = when(skipped, { type: "reopen", number: 1, seenVersion: undefined });
  assert.deepEqual(fittingDecisions(fileOf(undone), fileOf(given)), []);
});

Deno.test("take over: an edit of a column that is gone does not fit, a merge names its rows anew", () => {
  const merge = {
    action: "merge",
    chosenRowId: 1,
    fields: byKey({ company: { from: 2 }, phone: { value: "+1 212 555 0100" } }),
  } as const;
  const former = decided(givenJob(PEOPLE), [1, merge]);
  const [one] = fittingDecisions(fileOf(former), fileOf(givenJob(PEOPLE)));
  assert.deepEqual(one?.choice, merge);
  const land = {
    action: "edit",
    rowId: 3,
    values: byKey({ email: "c@x.org", Land: "DE" }),
  } as const;
  const edited = decided(givenJob(PEOPLE), [2, land]);
  const now = fileOf(givenJob(PEOPLE));
  assert.equal(fittingDecisions(fileOf(edited), now).length, 1);
  const columns = now.columns.filter(({ name }) => name !== "Land");
  assert.deepEqual(fittingDecisions(fileOf(edited), { ...now, columns }), []);
});

Deno.test("take over: a column that stands for a missing name is named again", () => {
  const options = { missing: ["first_name" as const] };
  const former = decided(givenJob(PEOPLE, options), [1, {
    action: "use_column",
    column: "my first_name",
  }]);
  const fitting = fittingDecisions(fileOf(former), fileOf(givenJob(PEOPLE, options)));
  assert.deepEqual(fitting, [{
    number: 1,
    choice: { action: "use_column", column: "my first_name" },
  }]);
});
