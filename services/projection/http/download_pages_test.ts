import assert from "node:assert/strict";
import { byKey, type Fact, formatRowSet } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { changesBetween } from "../lists/changes.ts";
import { wholeList } from "../queries/contacts.ts";
import { rejectedRows } from "../queries/rejected.ts";
import type { IssueChoice } from "../records/job_records.ts";
import { readSearch } from "../records/search.ts";
import { readJob, StoredRecords } from "../records/stored_records.ts";
import { searchRows } from "../records/stored_search.ts";
import { fact, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { happens, queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";
import { PAGE_ROWS } from "./download.ts";

const jobId = newId();
const COUNT = 1_200;
const ids = Array.from({ length: COUNT }, (_, i) => i + 1);

/** A job with a question about every second row, and two lists that have no row in common. */
function twoLists(): Fact[] {
  const odd = ids.filter((id) => id % 2 === 1), even = ids.filter((id) => id % 2 === 0);
  const list = (listVersion: number, rows: number[]) =>
    fact("JobFinalized", {
      jobId,
      listVersion,
      contactCount: rows.length,
      mergedCount: 0,
      rowIds: formatRowSet(rows),
      automatic: false,
    });
  return [
    jobCreated(jobId),
    rowsParsed(jobId, 1, parsedRows(1, COUNT)),
    fact("IssuesOpened", {
      jobId,
      issues: even.map((id, i) => ({ number: i + 1, type: "MISSING_LAST_NAME", rowIds: [id] })),
    }, { keys: even.map((id) => `row-${id}`) }),
    fact("IssuesResolved", {
      jobId,
      rule: "skip",
      batchId: newId(),
      resolutions: even.map((_, i) => ({ number: i + 1, action: "skip" })),
    }, { edits: [] }),
    list(1, even),
    list(2, odd),
  ];
}

/** Remembers how much was asked for at once. */
class WatchedRecords extends StoredRecords {
  mostRows = 0;
  mostIssues = 0;

  override rows(wanted: readonly number[]) {
    this.mostRows = Math.max(this.mostRows, wanted.length);
    return super.rows(wanted);
  }

  override rowsFrom(id: number, limit: number) {
    this.mostRows = Math.max(this.mostRows, limit);
    return super.rowsFrom(id, limit);
  }

  override issues(filter: IssueChoice, after: number, limit: number) {
    this.mostIssues = Math.max(this.mostIssues, limit);
    return super.issues(filter, after, limit);
  }
}

const recordsOf = async ({ sql }: World) => new WatchedRecords(sql, (await readJob(sql, jobId))!);

queryTest("promise 12: downloads read a page of rows at a time", twoLists(), async (world) => {
  const records = await recordsOf(world);
  const list = await wholeList(records, undefined, PAGE_ROWS);
  assert.equal((await Array.fromAsync(list.pages)).flat().length, COUNT / 2);
  const rejected = (await Array.fromAsync((await rejectedRows(records, PAGE_ROWS)).pages)).flat();
  assert.equal(rejected.length, COUNT / 2);
  assert.match(rejected[0]!.at(-1)!, /^left out by the rule "skip"/);
  assert.ok(records.mostIssues <= 500, `${records.mostIssues} issues at once`);
  // Of as many issues the chosen rows are looked up.
  assert.ok(records.mostRows <= 500, `${records.mostRows} rows at once`);
  assert.ok(PAGE_ROWS <= 250);
});

queryTest("promise 12: lists are compared a page at a time", twoLists(), async (world) => {
  const records = await recordsOf(world);
  const [from, to] = [(await records.list(1))!, (await records.list(2))!];
  const changes = await changesBetween(records, from, to);
  assert.deepEqual(changes.map(({ before, after }) => (before ?? after)!.raw_row_id), ids);
  assert.ok(changes.every(({ before, after }) => (before === null) !== (after === null)));
  assert.ok(records.mostRows <= 250, `${records.mostRows} rows at once`);
});

queryTest("promise 12: a search lays edits over a page at a time", twoLists(), async (world) => {
  const even = ids.filter((id) => id % 2 === 0);
  await happens(world, [
    fact("IssuesReopened", { jobId, batchId: null, numbers: even.map((_, i) => i + 1) }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: even.map((_, i) => ({ number: i + 1, action: "edit" })),
    }, {
      edits: even.map((rowId, i) => ({
        number: i + 1,
        rowId,
        values: byKey({ last_name: `Byron${rowId}` }),
      })),
    }),
  ]);
  const records = await recordsOf(world);
  const search = readSearch({ q: "Byron", sort: "-last_name" }, records.job.columns, []);
  const found = await searchRows(records, search, { after: undefined, limit: 2 });
  assert.deepEqual(found, { ids: [998, 996], total: even.length });
  assert.ok(records.mostRows <= 250, `${records.mostRows} rows at once`);
});

queryTest("rows are the same, picked one by one or by whole chunks", twoLists(), async (world) => {
  const records = await recordsOf(world);
  const few = [1, 65, 640, COUNT], dense = ids.slice(100, 300), beyond = [COUNT + 1, 2 ** 31];
  for (const wanted of [few, dense, ids, [], beyond, [7, ...beyond]]) {
    const rows = await records.rows(wanted);
    const there = wanted.filter((id) => id <= COUNT);
    assert.deepEqual([...rows.keys()].sort((a, b) => a - b), there);
    for (const [id, row] of rows) assert.deepEqual([row.id, row.line], [id, id + 1]);
  }
});
