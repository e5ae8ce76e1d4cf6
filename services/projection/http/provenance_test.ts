import assert from "node:assert/strict";
import { type FieldOrigin, Provenance } from "@rollcall/contracts/api";
import {
  explained,
  explainedDecisions,
  explainedId,
  explainedList,
} from "../testing/explained_job.ts";
import { happens, problem, queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";

const completed = [...explained(), ...explainedDecisions(), explainedList()];

const explain = async (world: World, id: number) => {
  const response = await world.get(`/jobs/${explainedId}/contacts/${id}/provenance`);
  return Provenance.parse(await response.json());
};
const field = (provenance: Provenance, name: string) =>
  provenance.fields.find((origin) => origin.field === name)!;
const issue = (number: number) => `${explainedId}.${number}`;

queryTest("why a row stands, and what it stands before", completed, async (world) => {
  const reasons = [];
  for (const id of [1, 3, 5, 7, 8, 11]) {
    const { reason, issue_id, by, left_out } = await explain(world, id);
    reasons.push([id, reason, issue_id, by, left_out.map((row) => row.row_number)]);
  }
  assert.deepEqual(reasons, [
    [1, "the first of 2 rows of this address that name the same person", null, null, [3]],
    [3, "the only row of this address", null, null, []],
    [5, "merged by you with lines 5 and 7", issue(1), "user-1", [5, 7]],
    [7, "kept without an address", issue(2), "user-1", []],
    [8, "the only row of this address", null, null, []],
    [11, 'chosen by the rule "last" over line 11', issue(5), "user-1", [11]],
  ]);
  const [left] = (await explain(world, 1)).left_out;
  assert.deepEqual(left, { raw_row_id: 2, row_number: 3, reason: "repeats line 2" });
});

const origin = (change: Partial<FieldOrigin>): Partial<FieldOrigin> => ({
  issue_id: null,
  by: null,
  at: null,
  original: null,
  ...change,
});

function assertOrigin(found: FieldOrigin, expected: Partial<FieldOrigin>): void {
  assert.deepEqual({ ...found, ...expected }, found);
}

queryTest(
  "a value that was read: as it is, otherwise written, split, from another column",
  completed,
  async (world) => {
    const ann = await explain(world, 1);
    assertOrigin(
      field(ann, "Notes"),
      origin({
        value: "first",
        raw_row_id: 1,
        row_number: 2,
        header: "Notes",
        how: "read",
        reason: 'From the column "Notes" of line 2.',
      }),
    );
    assertOrigin(
      field(ann, "email"),
      origin({ value: "ann@x.org", original: "Ann@X.org", header: "E-Mail", how: "normalized" }),
    );
    assertOrigin(
      field(ann, "phone"),
      origin({
        value: "+49301234567",
        original: "030 1234567",
        how: "normalized",
        reason: 'From the column "Phone" of line 2, in the international form.',
      }),
    );
    assertOrigin(
      field(ann, "first_name"),
      origin({
        value: "Ann",
        original: "Ann Lee",
        header: "Name",
        how: "split",
        reason: 'Split from the column "Name" of line 2.',
      }),
    );
    assertOrigin(
      field(await explain(world, 3), "email"),
      origin({ header: "E-Mail 2", how: "other_column" }),
    );
    const names = ann.fields.map(({ field }) => field);
    assert.deepEqual(names, ["email", "first_name", "last_name", "phone", "E-Mail 2", "Notes"]);
  },
);

queryTest("a value that was decided: merged, typed, suggested", completed, async (world) => {
  const merged = await explain(world, 5);
  const phone = field(merged, "phone");
  assertOrigin(phone, {
    value: "+491711",
    raw_row_id: 4,
    row_number: 5,
    header: "Phone",
    original: "0171 1",
    how: "merged",
    issue_id: issue(1),
    by: "user-1",
    reason: "Taken over from line 5 when rows were merged by you.",
  });
  assert.equal(phone.at, merged.at);
  assertOrigin(field(merged, "Notes"), {
    value: "typed",
    raw_row_id: null,
    header: null,
    original: "d",
    how: "edited",
    issue_id: issue(1),
    reason: "Typed by you.",
  });
  assertOrigin(field(await explain(world, 8), "email"), {
    value: "gus@gmail.com",
    original: "gus@gmial.com",
    how: "suggested",
    issue_id: issue(3),
    by: "user-1",
  });
});

queryTest(
  "what is no contact on the list is 404, and before there is one 409",
  explained(),
  async (world) => {
    const ask = (id: string) => world.get(`/jobs/${explainedId}/contacts/${id}/provenance`);
    assert.equal((await problem(await ask("1"), 409)).code, "NOT_FINALIZED");
    await happens(world, [...explainedDecisions(), explainedList()]);
    for (const id of ["2", "12", "99999999999"]) await problem(await ask(id), 404);
    assert((await ask("x")).status >= 404);
  },
);
