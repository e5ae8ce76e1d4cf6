/** Columns that operations add to a job: which names they may have, and what becomes of them. */
import assert from "node:assert/strict";
import type { ValueOperation } from "@rollcall/contacts";
import { byKey, entriesOf, keysOf } from "@rollcall/contracts";
import type { DecisionCommand } from "./decide.ts";
import { previewChange } from "./preview.ts";
import {
  after,
  type Given,
  givenJob,
  JOB,
  type Person,
  rowsOf,
  valueOf,
  when,
} from "./testing/given_job.ts";

const PEOPLE: Person[] = [
  ["ann@x.org", "Ann", "Lee", "Acme, Berlin"],
  ["bob@x.org", "Bob", "Ray", "Fabrikam"],
  ["cid@x.org", "Cid", "Fox", "Contoso, Rome"],
];
const job = () => givenJob(PEOPLE, { samePerson: "first" });

const split = (...into: string[]): ValueOperation => ({
  do: "split",
  column: "company",
  by: ",",
  into,
});
const change = (operation: ValueOperation, batchId = `batch ${JSON.stringify(operation)}`) => ({
  type: "change rows" as const,
  rowIds: "1-3",
  operation,
  batchId,
});
const edit = (rowId: number, values: Record<string, string>) => ({
  type: "edit row" as const,
  rowId,
  values: byKey(values),
  batchId: `edit ${rowId} ${JSON.stringify(values)}`,
});
const undo = (batchId: string) => ({ type: "undo batch" as const, batchId });

const refusalOf = (given: Given, command: DecisionCommand) => {
  const { decision } = when(given, command);
  return decision.outcome === "refused" ? [decision.code, decision.field] : decision.outcome;
};
const previewOf = ({ review, index, known }: Given, operation: ValueOperation) => {
  const preview = previewChange(JOB, review, index, known, change(operation));
  assert.ok(preview.outcome === "change preview", JSON.stringify(preview));
  return preview;
};

Deno.test("split, join and fill add the columns that they write to, which their undo takes away", () => {
  const operations: [ValueOperation, Record<string, string>][] = [
    [split("Firm", "City"), { Firm: "Acme", City: "Berlin" }],
    [{ do: "join", columns: ["first_name", "company"], by: "@", into: "Badge" }, {
      Badge: "Ann@Acme, Berlin",
    }],
    [{ do: "fill", column: "Old company", from: "company", onlyEmpty: true }, {
      "Old company": "Acme, Berlin",
    }],
  ];
  for (const [operation, expected] of operations) {
    assert.deepEqual(previewOf(job(), operation).adds, Object.keys(expected), operation.do);
    const given = after(job(), change(operation, "adding"));
    for (const [key, value] of Object.entries(expected)) {
      assert.equal(valueOf(given, 1, key), value);
    }
    const undone = after(given, undo("adding"));
    assert.deepEqual(entriesOf(rowsOf(undone).values(1)), entriesOf(rowsOf(job()).values(1)));
  }
});

Deno.test("an added column is one like any other: typed into, trimmed, read, filled in", () => {
  const given = after(job(), change(split("Firm", "City")), edit(2, { City: " Oslo " }));
  const trimmed = after(given, change({ do: "trim", column: "City" }));
  assert.equal(valueOf(trimmed, 2, "City"), "Oslo");
  const joined = after(
    trimmed,
    change({ do: "join", columns: ["City", "Firm"], by: "/", into: "City" }),
  );
  assert.equal(valueOf(joined, 1, "City"), "Berlin/Acme");
  assert.deepEqual(previewOf(joined, split("Firm", "City")).adds, [], "they are there");
});

Deno.test("what was typed into an added column stays when the change that added it is undone", () => {
  const adding = change(split("Firm", "City"), "adding");
  const given = after(job(), adding, edit(2, { City: "Oslo" }), undo("adding"));
  assert.equal(valueOf(given, 2, "City"), "Oslo");
  assert.equal(valueOf(given, 1, "City"), "");
  assert.equal(refusalOf(given, edit(1, { City: "Rome" })), "decided", "the name stays known");
});

Deno.test("rows of one person fill in what they lack from an added column", () => {
  const people: Person[] = [["a@x.org", "Ann", "Lee"], ["a@x.org", "Ann", "Lee", "", "030 1"]];
  const given = after(
    givenJob(people, { samePerson: "first" }),
    change({ do: "split", column: "phone", by: " ", into: ["Area", "Number"] }),
  );
  const { decision } = when(given, { type: "finalize", automatic: false });
  assert.ok(decision.outcome === "decided", JSON.stringify(decision));
  const [fill] = decision.facts.flatMap((fact) =>
    fact.type === "RowsMerged" ? fact.personal?.fills ?? [] : []
  );
  assert.deepEqual([...keysOf(fill!.values)].sort(), ["Area", "Number", "phone"]);
});

Deno.test("a new name is kept as headers are", () => {
  const preview = previewOf(job(), split(" Firm\u200b ", "Cite\u0301"));
  assert.deepEqual(preview.adds, ["Firm", "Cit\u00e9"]);
  assert.equal(valueOf(after(job(), change(split(" Firm ", "City"))), 1, "Firm"), "Acme");
});

Deno.test("only what computes values adds a column: other names are mistyped", () => {
  const unknown = (operation: ValueOperation) => refusalOf(job(), change(operation));
  const refused = (field: string) => ["UNKNOWN_FIELD", field];
  assert.deepEqual(unknown({ do: "set", column: "Frm", value: "x" }), refused("Frm"));
  assert.deepEqual(unknown({ ...split("A", "B"), column: "A" } as ValueOperation), refused("A"));
  assert.deepEqual(
    unknown({ do: "join", columns: ["company", "B"], by: " ", into: "B" }),
    refused("B"),
  );
  assert.deepEqual(refusalOf(job(), edit(1, { Frm: "x" })), refused("Frm"));
});

Deno.test("a name that no column can have, or that a column almost has, is refused", () => {
  const refused = (name: string) => refusalOf(job(), change(split(name, "City")));
  for (const name of [" ", "full_name", "rollcall_row", "x".repeat(201), "Company", "LAND"]) {
    assert.deepEqual(refused(name), ["COLUMN_NAME", name.trim()], name);
  }
  const given = after(job(), change(split("Firm name", "City")));
  for (
    const name of ["firm name", "Firm  name", "Firm\u00a0name", "Firm na\u200bme", "\uff26irm name"]
  ) {
    assert.deepEqual(refusalOf(given, change(split(name, "City"))), ["COLUMN_NAME", name], name);
  }
});

Deno.test("two new names of one operation are told apart, too", () => {
  assert.deepEqual(refusalOf(job(), change(split("Firm", "firm"))), ["COLUMN_NAME", "firm"]);
});

Deno.test("no part of a value is lost as another goes into the same column", () => {
  for (const name of ["Firm", "phone", "company"]) {
    assert.deepEqual(refusalOf(job(), change(split(name, name))), ["SAME_COLUMN", name]);
  }
  assert.deepEqual(refusalOf(job(), change(split("Firm", " Firm"))), ["SAME_COLUMN", "Firm"]);
});

Deno.test("a name that was undone can be chosen again, written in the same way", () => {
  const given = after(job(), change(split("Firm", "City"), "adding"), undo("adding"));
  const { decision } = when(given, change(split("firm", "City")));
  assert.ok(decision.outcome === "refused");
  assert.match(decision.detail, /A column "Firm" was added before; write it in the same way/);
  assert.equal(refusalOf(given, change(split("Firm", "City"))), "decided");
});

Deno.test("a job gets a limited number of columns, those that were undone included", () => {
  let given = job();
  for (let i = 0; i < 100; i++) {
    const fill = { do: "fill", column: `Part ${i}`, from: "email", onlyEmpty: true } as const;
    given = after(given, change(fill, `adding ${i}`), undo(`adding ${i}`));
  }
  const refused = refusalOf(given, change(split("Firm", "City")));
  assert.deepEqual(refused, ["TOO_MANY_NEW_COLUMNS", undefined]);
  assert.equal(refusalOf(given, change(split("Part 1", "Part 2"))), "decided");
});
