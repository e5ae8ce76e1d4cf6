/** Whatever a person decides, in whatever order: what must hold of every review. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Command } from "./decide.ts";
import { type Given, givenJob, type Person, when } from "./given.ts";
import { cleanList } from "./clean_list.ts";
import { isStanding, membersOf } from "./groups.ts";
import { Rows } from "./rows.ts";

const address = fc.constantFrom("a@x.org", "b@x.org", "c@x.org", "", "broken@");
const name = fc.constantFrom("Ann", "Bob", "");
const person = fc.tuple(address, name, fc.constantFrom("Lee", "")) as fc.Arbitrary<Person>;

const action = fc.oneof(
  fc.record({
    action: fc.constant("choose" as const),
    chosenRowId: fc.integer({ min: 1, max: 8 }),
  }),
  fc.record({ action: fc.constantFrom("skip" as const, "keep" as const) }),
  fc.record({
    action: fc.constant("edit" as const),
    rowId: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    values: fc.record({ email: address, first_name: name, last_name: name }, { requiredKeys: [] }),
  }),
);
const number = fc.integer({ min: 1, max: 10 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("resolve" as const), number, choice: action }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("reopen" as const), number }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("resolve by rule" as const),
      issueType: fc.constantFrom("DUPLICATE_EMAIL" as const, "MISSING_EMAIL" as const),
      rule: fc.constantFrom(
        "first" as const,
        "most_complete" as const,
        "skip" as const,
        "keep" as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: "finalize" as const, automatic: false }) },
);

Deno.test("every review stays consistent under any decisions", () => {
  fc.assert(
    fc.property(
      fc.array(person, { maxLength: 8 }),
      fc.array(command, { maxLength: 12 }),
      (p, cs) => {
        let given = givenJob(p);
        checkConsistent(given);
        for (const c of cs) {
          given = when(given, c).given;
          checkConsistent(given);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

Deno.test("undoing every decision leads back to the beginning", () => {
  fc.assert(
    fc.property(
      fc.array(person, { maxLength: 8 }),
      fc.array(command, { maxLength: 10 }),
      (p, cs) => {
        const start = givenJob(p);
        let given = cs.reduce((state, c) => when(state, c).given, start);
        // An undo can bring back a question whose edits hide behind another's: go on until it rests.
        for (let round = 0; round < 4; round++) {
          for (const number of [...given.review.issues.keys()].reverse()) {
            given = when(given, { type: "reopen", number }).given;
          }
        }
        assert.deepEqual(given.review.edits, []);
        assert.equal(given.review.openIssues, start.review.openIssues);
        for (const [number, issue] of start.review.issues) {
          assert.deepEqual(given.review.issues.get(number), issue);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

function checkConsistent({ review, index, known }: Given): void {
  const rows = new Rows(index, known, review);
  const open = [...review.issues.values()].filter((issue) => issue.status === "OPEN");
  assert.equal(review.openIssues, open.length);
  assert.ok(!(review.finalized && open.length), "finalised with open issues");

  const emails = new Set<string>();
  for (let id = 1; id <= rows.count; id++) if (rows.email(id)) emails.add(rows.email(id)!);
  for (const [email, members] of membersOf(review, rows, emails)) {
    const differ = new Set(members.map((id) => rows.identity(id))).size > 1;
    const issue = review.issues.get(review.duplicates.get(email) ?? -1);
    const asks = issue?.status === "OPEN" ||
      issue?.status === "RESOLVED" && issue.decided?.action !== "edit";
    if (differ) assert.ok(asks, `${email} names different people and nobody is asked`);
    if (differ) assert.deepEqual(issue?.rowIds, members);
    if (issue?.status === "OPEN") assert.ok(differ, `${email} is asked about without need`);
  }
  if (open.length) return;

  const list = cleanList(review, rows);
  const standing = Array.from({ length: rows.count }, (_, i) => i + 1)
    .filter((id) => isStanding(review, id));
  assert.ok(list.every((id) => standing.includes(id)));
  for (const email of emails) {
    const kept = list.filter((id) => rows.email(id) === email).length;
    const issue = review.issues.get(review.duplicates.get(email) ?? -1);
    const action = issue?.status === "RESOLVED" ? issue.decided!.action : undefined;
    const members = standing.filter((id) => rows.email(id) === email).length;
    const expected = action === "keep" ? members : action === "skip" ? 0 : Math.min(members, 1);
    assert.equal(kept, expected, `${email} stands ${kept} times after ${action}`);
  }
}
