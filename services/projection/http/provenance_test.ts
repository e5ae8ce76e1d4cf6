import assert from "node:assert/strict";
import { byKey, type Fact } from "@rollcall/contracts";
import { type FieldOrigin, Provenance } from "@rollcall/contracts/api";
import { newId } from "@rollcall/event-store";
import { explainContact } from "../queries/provenance.ts";
import { readJob } from "../records/stored_job.ts";
import { StoredRecords } from "../records/stored_records.ts";
import { fact, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import {
  batchId,
  explained,
  explainedDecisions,
  explainedId,
  explainedList,
} from "../testing/explained_job.ts";
import { happens, problem, queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";

const completed = [...explained(), ...explainedDecisions(), explainedList()];

const groupId = newId();
const inGroup = 450;

/** A job whose rows all have one address, of which the first was chosen by a rule. */
function oneAddress(): Fact[] {
  const ids = Array.from({ length: inGroup }, (_, i) => i + 1);
  const changes = Object.fromEntries(ids.map((id) => [id, { email: "info@x.org" }]));
  return [
    jobCreated(groupId),
    rowsParsed(groupId, 1, parsedRows(1, inGroup, changes)),
    fact("IssuesOpened", {
      jobId: groupId,
      issues: [{ number: 1, type: "DUPLICATE_EMAIL", rowIds: ids }],
    }, { keys: ["info@x.org"] }),
    fact("IssuesResolved", {
      jobId: groupId,
      rule: "first",
      batchId,
      resolutions: [{ number: 1, action: "choose", chosenRowId: 1 }],
    }, { edits: [] }),
    fact("JobFinalized", {
      jobId: groupId,
      listVersion: 1,
      contactCount: 1,
      mergedCount: 0,
      rowIds: "1",
      automatic: false,
    }),
  ];
}

queryTest(
  "rows of one address are told page by page, and how many",
  oneAddress(),
  async (world) => {
    const path = `/jobs/${groupId}/contacts/1/provenance`;
    const lines: number[] = [], sizes: number[] = [];
    for (let next: string | undefined = path; next;) {
      const response = await world.get(next);
      const told = Provenance.parse(await response.json());
      assert.equal(told.left_out_count, inGroup - 1);
      assert.match(
        told.reason,
        /^chosen by the rule "first row" over rows 3, 4, 5, 6, 7 and 444 more$/,
      );
      assert.equal(
        told.left_out[0]!.reason,
        'another row of info@x.org was chosen by the rule "first row": row 2',
      );
      sizes.push(told.left_out.length);
      lines.push(...told.left_out.map((row) => row.row_number));
      next = /<(.*)>/.exec(response.headers.get("link") ?? "")?.[1];
    }
    assert.deepEqual(sizes, [100, 100, 100, 100, 49]);
    assert.deepEqual(lines, Array.from({ length: inGroup - 1 }, (_, i) => i + 3));
    await problem(await world.get(`${path}?cursor=x`), 422);
  },
);

queryTest("promise 12: a contact of a large group costs the page", oneAddress(), async (world) => {
  const records = new CountedRecords(world.sql, (await readJob(world.sql, groupId))!);
  const told = await explainContact(records, 1, { after: undefined, limit: 20 });
  assert.equal(told.off_list.items.length, 20);
  assert.ok(records.rowsRead < 50, `${records.rowsRead} rows were read`);
  assert.ok(
    records.decisionsAsked <= 2,
    `decisions were asked for ${records.decisionsAsked} times`,
  );
});

/** Counts what it is asked for. */
class CountedRecords extends StoredRecords {
  rowsRead = 0;
  decisionsAsked = 0;

  override rows(ids: readonly number[]) {
    this.rowsRead += ids.length;
    return super.rows(ids);
  }

  override decidedOn(rowIds: readonly number[]) {
    this.decisionsAsked++;
    return super.decidedOn(rowIds);
  }
}

queryTest(
  "a row that an edit has moved to another address is in that one's group",
  explained(),
  async (world) => {
    const moved = fact("IssuesResolved", {
      jobId: explainedId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 2, action: "edit" }],
    }, { edits: [{ number: 2, rowId: 7, values: byKey({ email: "Bob@x.org" }) }] });
    await happens(world, [moved, explainedList("3")]);
    const { left_out, left_out_count } = await explain(world, 3);
    assert.deepEqual([left_out.map((row) => row.row_number), left_out_count], [[8], 1]);
  },
);

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
    [5, "merged by you with rows 5 and 7", issue(1), "user-1", [5, 7]],
    [7, "kept without an address", issue(2), "user-1", []],
    [8, "the only row of this address", null, null, []],
    [11, 'chosen by the rule "last row" over row 11', issue(5), "user-1", [11]],
  ]);
  const [left] = (await explain(world, 1)).left_out;
  assert.deepEqual(left, { raw_row_id: 2, row_number: 3, reason: "repeats row 2" });
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
        reason: 'From the column "Notes" of row 2.',
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
        reason: 'From the column "Phone" of row 2, in the international form.',
      }),
    );
    assertOrigin(
      field(ann, "first_name"),
      origin({
        value: "Ann",
        original: "Ann Lee",
        header: "Name",
        how: "split",
        reason: 'Split from the column "Name" of row 2.',
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
    reason: "Taken from row 5 when you merged the rows.",
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
