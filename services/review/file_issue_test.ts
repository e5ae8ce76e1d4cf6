/** Issues about the whole file: what resolves them, and what follows for rows that share an address. */
import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import type { NameField } from "@rollcall/contacts";
import type { DecisionCommand } from "./decide.ts";
import { type Given, givenJob, type Person, unknownColumn, when } from "./testing/given_job.ts";
import type { Choice } from "./resolve_issue.ts";

const PEOPLE: Person[] = [
  ["a@x.org", "Ann", "Lee"],
  ["a@x.org", "Ann", "Ray"],
  ["b@x.org", "Bob", "Fox"],
  ["", "Cyd", ""],
];
const surname = unknownColumn("last_name");
const given = (missing: NameField[] = ["last_name"]) => givenJob(PEOPLE, { missing });
const answer = (choice: Choice, number = 1): DecisionCommand => ({
  type: "resolve",
  number,
  choice,
});
const named = answer({ action: "use_column", column: surname });
const skipped = answer({ action: "skip" });
const reopened: DecisionCommand = { type: "reopen", number: 1 };

function all(start: Given, ...commands: DecisionCommand[]): Given {
  return commands.reduce((state, command) => {
    const { given, decision } = when(state, command);
    assert.equal(decision.outcome, "decided", JSON.stringify(decision));
    return given;
  }, start);
}

function facts(start: Given, command: DecisionCommand) {
  const { decision } = when(start, command);
  assert.ok(decision.outcome === "decided", JSON.stringify(decision));
  return decision.facts;
}

const statuses = ({ review }: Given) =>
  [...review.issues.values()].map(({ type, status }) => `${type} ${status}`);

function listOf(start: Given, ...commands: DecisionCommand[]): string {
  const done = all(start, ...commands);
  const [list] = facts(done, { type: "finalize", automatic: false });
  assert.ok(list?.type === "JobFinalized");
  return list.data.rowIds;
}

function refusal(start: Given, command: DecisionCommand): string {
  const { decision } = when(start, command);
  assert.ok(decision.outcome === "refused", "it is refused");
  return `${decision.status} ${decision.code}: ${decision.detail}`;
}

Deno.test("file issue: while it is open rows are compared by what there is", () => {
  assert.deepEqual(statuses(given()), ["MISSING_LAST_NAME OPEN", "MISSING_EMAIL OPEN"]);
  assert.match(
    refusal(given(), { type: "finalize", automatic: false }),
    /409 ISSUES_OPEN: 2 issues/,
  );
});

Deno.test("file issue: kept, the rows stand as they are, by one small fact", () => {
  const [only, ...others] = facts(given(), answer({ action: "keep" }));
  assert.deepEqual(others, []);
  assert.ok(only?.type === "IssuesResolved");
  assert.deepEqual(only.data.resolutions, [{ number: 1, action: "keep" }]);
  assert.equal(listOf(given(), answer({ action: "keep" }), answer({ action: "skip" }, 2)), "1,3");
});

Deno.test("file issue: a column that is named uncovers who differs, by its place", () => {
  const [resolved, opened] = facts(given(), named);
  assert.ok(resolved?.type === "IssuesResolved" && opened?.type === "IssuesOpened");
  assert.deepEqual(resolved.data.resolutions, [{ number: 1, action: "use_column", column: 2 }]);
  assert.deepEqual(opened.data.issues, [{ number: 3, type: "DUPLICATE_EMAIL", rowIds: [1, 2] }]);
  // Row 4 is empty in the column: it is kept without, and not asked about.
  const rest = [answer({ action: "keep" }, 3), answer({ action: "keep" }, 2)];
  assert.equal(listOf(given(), named, ...rest), "1-4");
});

Deno.test("file issue: what a column uncovers goes 500 issues to an event", () => {
  const people = Array.from({ length: 1_202 }, (_, i): Person => {
    return [`p${i >> 1}@x.org`, "Ann", i % 2 ? "Lee" : "Ray"];
  });
  const opened = facts(givenJob(people, { missing: ["last_name"] }), named).slice(1);
  const sizes = opened.map((fact) => fact.type === "IssuesOpened" && fact.data.issues.length);
  assert.deepEqual(sizes, [500, 101]);
});

Deno.test("file issue: excluded, nothing is left to ask, and the list is empty", () => {
  const duplicates = all(given(), named);
  const left = all(duplicates, skipped);
  assert.deepEqual(statuses(left), [
    "MISSING_LAST_NAME RESOLVED",
    "MISSING_EMAIL RESOLVED",
    "DUPLICATE_EMAIL WITHDRAWN",
  ]);
  assert.equal(left.review.issues.get(2)!.decided!.via, 1);
  assert.equal(listOf(left), "");
});

Deno.test("file issue: each decision can be undone, after the list is finalised too", () => {
  for (const command of [named, skipped, answer({ action: "keep" })]) {
    const rest = [answer({ action: "keep" }, 2), answer({ action: "keep" }, 3)];
    const open = rest.filter((one) =>
      when(all(given(), command), one).decision.outcome === "decided"
    );
    const skips = command === skipped;
    const done = all(given(), command, ...skips ? [] : open, {
      type: "finalize",
      automatic: false,
    });
    const undone = all(done, reopened);
    assert.equal(undone.review.finalized, undefined);
    assert.equal(undone.review.issues.get(1)!.status, "OPEN");
    const expected = skips ? "MISSING_EMAIL OPEN" : "MISSING_EMAIL RESOLVED";
    assert.equal(statuses(undone)[1], expected);
  }
});

Deno.test("file issue: one decision takes another's place, and the same again changes nothing", () => {
  const after = all(given(), skipped, named);
  assert.deepEqual(statuses(after), [
    "MISSING_LAST_NAME RESOLVED",
    "MISSING_EMAIL OPEN",
    "DUPLICATE_EMAIL OPEN",
  ]);
  assert.deepEqual(facts(after, named), []);
});

Deno.test("file issue: rules that keep and exclude resolve it", () => {
  const byRule = (rule: "keep" | "skip"): DecisionCommand => ({
    type: "resolve by rule",
    issueType: "MISSING_LAST_NAME",
    rule,
    batchId: "b",
  });
  assert.equal(listOf(given(), byRule("skip")), "");
  assert.equal(all(given(), byRule("keep")).review.issues.get(1)!.decided!.batchId, "b");
  const undone = all(given(), byRule("skip"), { type: "undo batch", batchId: "b" });
  assert.deepEqual(statuses(undone), statuses(given()));
});

Deno.test("file issue: what does not fit is refused with what would", () => {
  const both = given(["first_name", "last_name"]);
  const asked = (column: string, number = 1) => answer({ action: "use_column", column }, number);
  assert.equal(
    refusal(given(), asked("Tribe")),
    '422 UNKNOWN_COLUMN: The file has no column "Tribe"; its columns are "email", "first_name", ' +
      '"my last_name", "company", "phone", "Land".',
  );
  assert.equal(
    refusal(given(), asked("email")),
    '422 COLUMN_TAKEN: The column "email" is used as email; name another.',
  );
  assert.match(
    refusal(all(both, asked(surname)), asked(surname, 2)),
    /COLUMN_TAKEN: .* first name/,
  );
  assert.match(refusal(given(), asked(surname, 2)), /ACTION_DOES_NOT_FIT: .* about one row/);
  const ofRows: Choice[] = [
    { action: "choose", chosenRowId: 1 },
    { action: "edit", rowId: 1, values: byKey({ last_name: "Lee" }) },
    { action: "merge", chosenRowId: 1, fields: byKey([]) },
    { action: "take_suggestion" },
  ];
  for (const choice of ofRows) {
    assert.match(refusal(given(), answer(choice)), /422 ACTION_DOES_NOT_FIT: .* the whole file/);
  }
});
