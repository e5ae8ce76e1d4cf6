/** Changes of rows that no issue asks for: what they do, what follows, and how they are undone. */
import assert from "node:assert/strict";
import type { ValueOperation } from "@rollcall/contacts";
import { byKey, entriesOf, type Fact } from "@rollcall/contracts";
import type { DecisionCommand } from "./decide.ts";
import { previewChange } from "./preview.ts";
import {
  after,
  type Given,
  givenJob,
  JOB,
  listOf,
  type Person,
  valueOf,
  when,
} from "./testing/given_job.ts";

const edit = (rowId: number, values: Record<string, string>, seen?: Record<string, string>) => ({
  type: "edit row" as const,
  rowId,
  values: byKey(values),
  seen: seen && byKey(seen),
  batchId: `edit of ${rowId}: ${JSON.stringify(values)}`,
});
const exclude = (rowIds: string) => ({
  type: "exclude rows" as const,
  rowIds,
  batchId: `without ${rowIds}`,
});
const bringBack = (rowIds: string) => ({
  type: "bring back rows" as const,
  rowIds,
  batchId: `with ${rowIds}`,
});
const change = (rowIds: string, operation: ValueOperation) => ({
  type: "change rows" as const,
  rowIds,
  operation,
  batchId: `change of ${rowIds}: ${operation.do}`,
});
const finalize = { type: "finalize", automatic: false } as const;
const undo = (batchId: string) => ({ type: "undo batch" as const, batchId });

const codeOf = (given: Given, command: DecisionCommand) => {
  const { decision } = when(given, command);
  return decision.outcome === "refused" ? [decision.status, decision.code] : decision.outcome;
};
const decidedAgain = (given: Given, command: DecisionCommand) => {
  const { decision } = when(given, command);
  return decision.outcome === "decided" && decision.facts;
};
const issuesOf = ({ review }: Given) =>
  [...review.issues.values()].map(({ type, status, rowIds }) => `${type} ${rowIds} ${status}`);

const PEOPLE: Person[] = [
  ["ann@x.org", "Ann", "Lee", "Acme", "030 1"],
  ["bob@x.org", "Bob", "Ray", "ACME", ""],
  ["broken@", "Cid", "Fox", "", ""],
];
const job = (people = PEOPLE) => givenJob(people, { samePerson: "first" });

Deno.test("an edit is refused where what was seen is another, also beside the cells that it changes", () => {
  const stale = { company: "Old", last_name: "Lee" };
  assert.deepEqual(codeOf(job(), edit(1, { last_name: "New" }, stale)), [409, "CHANGED_SINCE"]);
  const typo = edit(1, { last_name: "New" }, { Company: "Acme" });
  assert.deepEqual(codeOf(job(), typo), [422, "UNKNOWN_FIELD"]);
  // Given again after a lost answer, it is what it was.
  const once = edit(1, { last_name: "New" }, { last_name: "Lee", company: "Acme" });
  assert.equal(codeOf(after(job(), once), once), "decided");
});

Deno.test("any cell of any row is edited, undone, and the list gets its next version", () => {
  const read = after(job([PEOPLE[0]!, PEOPLE[1]!]), finalize);
  const edited = after(read, edit(1, { company: " Acme Inc" }));
  assert.equal(valueOf(edited, 1, "company"), " Acme Inc");
  assert.equal(edited.review.finalized, undefined, "the list is put aside");
  const again = after(edited, finalize);
  assert.equal(again.review.listVersion, 2);
  const undone = after(again, undo(edit(1, { company: " Acme Inc" }).batchId));
  assert.equal(valueOf(undone, 1, "company"), "Acme");
  assert.equal(undone.review.finalized, undefined);
  const twice = undo(edit(1, { company: " Acme Inc" }).batchId);
  assert.deepEqual(codeOf(undone, twice), [409, "NOTHING_TO_UNDO"]);
});

Deno.test("a late DedupeCompleted does not finalise what somebody has changed", () => {
  const changed = after(job([PEOPLE[0]!]), { type: "finalize", automatic: true }, exclude("1"));
  assert.deepEqual(codeOf(changed, { type: "finalize", automatic: true }), [409, "ISSUES_OPEN"]);
});

Deno.test("an edit is checked like one of an issue; what was wrong before is no hindrance", () => {
  const given = job();
  assert.deepEqual(codeOf(given, edit(1, { email: "nobody" })), [422, "INVALID_EMAIL_FORMAT"]);
  assert.deepEqual(codeOf(given, edit(1, { email: "" })), [422, "MISSING_EMAIL"]);
  assert.deepEqual(codeOf(given, edit(1, { first_name: " " })), [422, "MISSING_FIRST_NAME"]);
  assert.deepEqual(codeOf(given, edit(3, { email: "still@" })), [422, "INVALID_EMAIL_FORMAT"]);
  assert.deepEqual(codeOf(given, edit(1, { Shoe: "42" })), [422, "UNKNOWN_FIELD"]);
  assert.deepEqual(codeOf(given, edit(4, { company: "x" })), [404, "NOT_FOUND"]);
  assert.equal(codeOf(given, edit(3, { company: "x" })), "decided", "its address stays wrong");
  assert.equal(codeOf(given, edit(1, { email: "ann@gmial.com" })), "decided", "taken as meant");
});

Deno.test("two who edit the same cell: the second is told, unless he types the same", () => {
  const given = after(job(), edit(1, { company: "Contoso" }, { company: "Acme" }));
  const late = edit(1, { company: "Fabrikam" }, { company: "Acme" });
  assert.deepEqual(codeOf(given, late), [409, "CHANGED_SINCE"]);
  const repeated = when(given, edit(1, { company: "Contoso" }, { company: "Acme" })).decision;
  assert.ok(repeated.outcome === "decided");
  assert.deepEqual([repeated.facts, repeated.changed?.rows], [[], 0]);
  assert.equal(
    codeOf(given, edit(1, { phone: "1" }, { phone: "030 1" })),
    "decided",
    "another cell",
  );
});

Deno.test("an issue whose problem is typed away is withdrawn, and asked again after an undo", () => {
  const given = job();
  assert.deepEqual(issuesOf(given), ["INVALID_EMAIL_FORMAT 3 OPEN"]);
  const mended = edit(3, { email: "cid@x.org" });
  const edited = after(given, mended);
  assert.deepEqual(issuesOf(edited), ["INVALID_EMAIL_FORMAT 3 WITHDRAWN"]);
  assert.deepEqual(listOf(after(edited, finalize)).rowIds, [1, 2, 3]);
  const undone = after(edited, undo(mended.batchId));
  assert.deepEqual(issuesOf(undone), ["INVALID_EMAIL_FORMAT 3 OPEN"]);
});

Deno.test("an answer stays whatever is typed after it, and what was typed stays after its undo", () => {
  const kept = after(job(), { type: "resolve", number: 1, choice: { action: "keep" } });
  const edited = after(kept, edit(3, { email: "cid@x.org" }));
  assert.deepEqual(issuesOf(edited), ["INVALID_EMAIL_FORMAT 3 RESOLVED"]);
  const undone = after(edited, { type: "reopen", number: 1 });
  assert.deepEqual(issuesOf(undone), ["INVALID_EMAIL_FORMAT 3 WITHDRAWN"]);
  assert.equal(valueOf(undone, 3, "email"), "cid@x.org");
});

Deno.test("an edited row that meets another's address is asked about; one that leaves is not", () => {
  const met = after(job([PEOPLE[0]!, PEOPLE[1]!]), edit(2, { email: "Ann@X.org" }));
  assert.deepEqual(issuesOf(met), ["DUPLICATE_EMAIL 1,2 OPEN"]);
  const left = after(met, edit(2, { email: "bob@y.org" }));
  assert.deepEqual(
    issuesOf(left),
    ["DUPLICATE_EMAIL 1,2 WITHDRAWN"].map((issue) => {
      return issue.replace("1,2", `${[...left.review.issues.values()][0]!.rowIds}`);
    }),
  );
  assert.deepEqual(listOf(after(left, finalize)).rowIds, [1, 2]);
});

Deno.test("a merge whose row an edit takes away is undone, and asked anew", () => {
  const people: Person[] = [["a@x.org", "Ann", "Lee"], ["a@x.org", "Bob", "Ray"], [
    "c@x.org",
    "C",
    "F",
  ]];
  const merged = after(job(people), {
    type: "resolve",
    number: 1,
    choice: { action: "merge", chosenRowId: 1, fields: byKey({ last_name: { from: 2 } }) },
  });
  assert.equal(valueOf(merged, 1, "last_name"), "Ray");
  const taken = after(merged, edit(3, { email: "a@x.org" }));
  assert.deepEqual(issuesOf(taken), ["DUPLICATE_EMAIL 1,2,3 OPEN"]);
  assert.equal(valueOf(taken, 1, "last_name"), "Lee");
});

Deno.test("any row is excluded and brought back, and neither asks about it", () => {
  const given = job();
  const without = after(given, exclude("2-3"));
  assert.deepEqual(issuesOf(without), ["INVALID_EMAIL_FORMAT 3 WITHDRAWN"]);
  assert.deepEqual(listOf(after(without, finalize)).rowIds, [1]);
  const back = after(without, bringBack("2"));
  assert.deepEqual(listOf(after(back, finalize)).rowIds, [1, 2]);
  const undone = after(back, undo(exclude("2-3").batchId));
  assert.deepEqual(issuesOf(undone), ["INVALID_EMAIL_FORMAT 3 OPEN"]);
  assert.equal(undone.review.excluded.size, 0);
  const again = after(after(without, bringBack("2-3")), undo(bringBack("2-3").batchId));
  assert.deepEqual([...again.review.excluded], [2, 3], "bringing back is undone as well");
});

Deno.test("rows that decisions exclude come back when those are undone", () => {
  const people: Person[] = [["a@x.org", "Ann", "Lee"], ["a@x.org", "Bob", "Ray"], ["", "C", "F"]];
  const given = after(
    job(people),
    { type: "resolve", number: 1, choice: { action: "choose", chosenRowId: 1 } },
    { type: "resolve", number: 2, choice: { action: "skip" } },
  );
  const { decision, given: back } = when(given, bringBack("1-3"));
  assert.ok(decision.outcome === "decided");
  assert.deepEqual(decision.changed, { rows: 2, refused: 0, batchId: null });
  assert.equal(decision.issueCount, 2);
  assert.deepEqual(issuesOf(back), ["DUPLICATE_EMAIL 1,2 OPEN", "MISSING_EMAIL 3 OPEN"]);
  const none = when(back, bringBack("1-3")).decision;
  assert.deepEqual(none.outcome === "decided" && none.facts, []);
});

Deno.test("where the whole file is excluded, no row comes back by itself", () => {
  const given = after(
    givenJob(PEOPLE, { missing: ["first_name"] }),
    { type: "resolve", number: 1, choice: { action: "skip" } },
  );
  assert.deepEqual(codeOf(given, bringBack("1")), [409, "FILE_EXCLUDED"]);
});

Deno.test("an operation on many rows is one change, with one undo", () => {
  const upper = change("1-99", { do: "case", column: "company", to: "upper" });
  const { decision, given } = when(job(), upper);
  assert.ok(decision.outcome === "decided");
  assert.deepEqual(decision.changed, { rows: 1, refused: 0, batchId: upper.batchId });
  assert.deepEqual(decision.facts.map(({ type }) => type), ["RowsEdited"]);
  assert.equal(valueOf(given, 1, "company"), "ACME");
  const undone = after(given, undo(upper.batchId));
  assert.equal(valueOf(undone, 1, "company"), "Acme");
});

Deno.test("a change that would write very much is refused, as the log would keep all of it", () => {
  const people = Array.from({ length: 2_000 }, (_, i): Person => [`p${i}@x.org`, "Ann", "Lee"]);
  const given = job(people);
  const set = (chars: number) =>
    change("1-2000", { do: "set", column: "company", value: "x".repeat(chars) });
  assert.deepEqual(codeOf(given, set(10_000)), [422, "TOO_MUCH_TEXT"]);
  assert.equal(codeOf(given, set(8_000)), "decided");
});

Deno.test("rows that an operation would make wrong stay, and are counted", () => {
  const empty = change("1-3", { do: "set", column: "first_name", value: "" });
  const { decision } = when(job(), empty);
  assert.ok(decision.outcome === "decided");
  assert.deepEqual([decision.facts, decision.changed?.refused], [[], 3]);
  assert.deepEqual(codeOf(job(), change("1", { do: "trim", column: "Shoe" })), [
    422,
    "UNKNOWN_FIELD",
  ]);
});

Deno.test("phone numbers are at home in a country, or nowhere", () => {
  const phones = (region: string | null) => change("1-3", { do: "phones", region });
  assert.deepEqual(codeOf(job(), phones("XX")), [422, "UNKNOWN_REGION"]);
  assert.deepEqual([codeOf(job(), phones("DE")), codeOf(job(), phones(null))], [
    "decided",
    "decided",
  ]);
});

Deno.test("a change reaches the rows whose merge it undoes", () => {
  const people: Person[] = [["c@x.org", "Ann", "Lee"], ["c@x.org", "Bob", "Ray"]];
  const fields = byKey([["email", { value: "a@x.org" }]] as const);
  const merge = { action: "merge", chosenRowId: 1, fields } as const;
  const merged = after(job(people), { type: "resolve", number: 1, choice: merge });
  // Row 1 has that address already, by the merge alone.
  const set = change("1-2", { do: "set", column: "email", value: "a@x.org" });
  const { given, decision } = when(merged, set);
  assert.ok(decision.outcome === "decided");
  assert.equal(decision.changed?.rows, 2);
  assert.deepEqual([1, 2].map((rowId) => valueOf(given, rowId, "email")), ["a@x.org", "a@x.org"]);
  assert.deepEqual(decidedAgain(given, set), []);
});

/**
 * Rows 2 and 3 were merged to row 1's address, and so with it: whoever gives row 1 their former address
 * takes back both merges.
 */
function mergedTwice(into: Record<string, string>): Given {
  const people: Person[] = [["b@x.org", "Ann", "Lee", "b@x.org"], ["c@x.org", "Ann", "Lee"], [
    "c@x.org",
    "Bob",
    "Ray",
  ]];
  const merge = (number: number, chosenRowId: number, values: Record<string, string>) => {
    const typed = entriesOf(byKey(values)).map(([key, value]) => [key, { value }] as const);
    const choice = {
      action: "merge",
      chosenRowId,
      fields: byKey<{ value: string }>(typed),
    } as const;
    return { type: "resolve", number, choice } as const;
  };
  return after(job(people), merge(1, 3, { email: "b@x.org" }), merge(2, 1, into));
}

const valuesOf = (given: Given, ...keys: string[]) => keys.map((key) => valueOf(given, 1, key));

Deno.test("what was typed stays where it was there already, by a merge that the change undoes", () => {
  const merged = mergedTwice({ last_name: "Ray" });
  for (const seen of [undefined, { email: "b@x.org", last_name: "Ray" }]) {
    const typed = edit(1, { email: "c@x.org", last_name: "Ray" }, seen);
    const { given, decision } = when(merged, typed);
    assert.ok(decision.outcome === "decided");
    assert.equal(given.review.issues.get(2)!.status, "WITHDRAWN", "the merge is taken back");
    assert.equal(decision.changed?.rows, 1);
    assert.deepEqual(valuesOf(given, "email", "last_name"), ["c@x.org", "Ray"]);
    assert.deepEqual(decidedAgain(given, { ...typed, seen: undefined }), []);
    const undone = after(given, undo(typed.batchId));
    assert.deepEqual(valuesOf(undone, "email", "last_name"), ["b@x.org", "Lee"]);
  }
});

Deno.test("a change of all columns reaches the values that it uncovers", () => {
  const words = { find: "b@x.org", by: "c@x.org", matchCase: true, whole: true };
  const replace = change("1", { do: "replace", column: null, ...words });
  const { given, decision } = when(mergedTwice({ company: "Acme" }), replace);
  assert.ok(decision.outcome === "decided");
  assert.deepEqual(valuesOf(given, "email", "company"), ["c@x.org", "c@x.org"]);
  assert.deepEqual(decidedAgain(given, replace), []);
});

Deno.test("many rows are some events of one change", () => {
  const people = Array.from({ length: 4_500 }, (_, i): Person => [`p${i}@x.org`, "Ann", "Lee"]);
  const set = change("1-4500", { do: "set", column: "company", value: "Acme" });
  const { decision, given } = when(job(people), set);
  assert.ok(decision.outcome === "decided");
  const told = decision.facts.map((fact: Fact) =>
    fact.type === "RowsEdited" && [fact.data.number, fact.data.before, fact.data.rowIds]
  );
  assert.deepEqual(told, [[1, 0, "1-2000"], [1, 2_000, "2001-4000"], [1, 4_000, "4001-4500"]]);
  assert.equal(after(given, undo(set.batchId)).review.edits.ofRow.size, 0);
});

Deno.test("a preview says how many rows, which issues, and what becomes of the first", () => {
  const { review, index, known } = job();
  const unite = change("1-3", { do: "set", column: "email", value: "ann@x.org" });
  const preview = previewChange(JOB, review, index, known, unite);
  assert.deepEqual(preview, {
    outcome: "change preview",
    rows: 2,
    refused: 0,
    adds: [],
    opens: 1,
    withdraws: 1,
    samples: [
      { rowId: 2, key: "email", before: "bob@x.org", after: "ann@x.org" },
      { rowId: 3, key: "email", before: "broken@", after: "ann@x.org" },
    ],
  });
  assert.equal(review.changes.size, 0, "nothing is changed");
});
