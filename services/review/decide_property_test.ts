/** Whatever a person decides, in whatever order: what must hold of every review. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Command } from "./decide.ts";
import { type Given, givenJob, type Person, when } from "./given.ts";
import { cleanList } from "./clean_list.ts";
import { isStanding, membersOf } from "./groups.ts";
import { Rows } from "./rows.ts";

const often = (values: string[], seldom: string[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: fc.constantFrom(...seldom) },
  );
const address = often(["a@x.org", "b@x.org"], ["c@x.org", "", "broken@"]);
const name = often(["Ann", "Bob"], [""]);
const person: fc.Arbitrary<Person> = fc.tuple(address, name, often(["Lee"], [""]));
const people = fc.array(person, { maxLength: 7 });

/** What a person means to do; which issue and row it is follows from what is there by then. */
interface Intent {
  act: "choose" | "edit" | "skip" | "keep" | "reopen" | "by rule" | "finalize";
  issue: number;
  row: number;
  values: Record<string, string>;
}

const intents: fc.Arbitrary<Intent[]> = fc.array(
  fc.record({
    act: fc.constantFrom("choose", "edit", "edit", "skip", "keep", "reopen", "by rule", "finalize"),
    issue: fc.nat(30),
    row: fc.nat(30),
    values: fc.record({ email: address, first_name: name, last_name: name }, { requiredKeys: [] }),
  }),
  { maxLength: 14 },
);

function toCommand({ review }: Given, { act, issue, row, values }: Intent): Command {
  if (act === "finalize") return { type: "finalize", automatic: false };
  if (act === "by rule") {
    const rule = (["first", "last", "most_complete", "skip", "keep"] as const)[row % 5]!;
    const issueType = issue % 2 ? "DUPLICATE_EMAIL" : "MISSING_EMAIL";
    return { type: "resolve by rule", issueType, rule };
  }
  const seen = [...review.issues.values()].filter(({ status }) => status !== "WITHDRAWN");
  const { number, rowIds } = seen[issue % seen.length] ?? { number: 1, rowIds: [1] };
  if (act === "reopen") return { type: "reopen", number };
  const rowId = rowIds[row % rowIds.length]!;
  if (act === "choose") {
    return { type: "resolve", number, choice: { action: act, chosenRowId: rowId } };
  }
  if (act === "edit") return { type: "resolve", number, choice: { action: act, rowId, values } };
  return { type: "resolve", number, choice: { action: act } };
}

Deno.test("every review stays consistent under any decisions", () => {
  fc.assert(
    fc.property(people, intents, (p, cs) => {
      let given = givenJob(p);
      checkConsistent(given);
      for (const c of cs) {
        given = when(given, toCommand(given, c)).given;
        checkConsistent(given);
      }
    }),
    { numRuns: 10_000 },
  );
});

Deno.test("undoing every decision leads back to the beginning", () => {
  fc.assert(
    fc.property(people, intents, (p, cs) => {
      const start = givenJob(p);
      let given = cs.reduce((state, c) => when(state, toCommand(state, c)).given, start);
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
    }),
    { numRuns: 10_000 },
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
