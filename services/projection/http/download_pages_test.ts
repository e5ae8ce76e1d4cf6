import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { byKey, type Fact, formatRowSet } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { changesBetween } from "../lists/changes.ts";
import { Reasons } from "../lists/reasons.ts";
import { RowIds } from "../lists/row_ids.ts";
import { wholeList } from "../queries/contacts.ts";
import { rejectedRows } from "../queries/rejected.ts";
import { type IssueChoice, PAGE_ROWS } from "../records/job_records.ts";
import { PastRecords } from "../past/past_records.ts";
import { JobTables } from "../past/job_tables.ts";
import { readJob as readEvents } from "../records/read_job.ts";
import { readSearch } from "../records/search.ts";
import { readJob } from "../records/stored_job.ts";
import { StoredRecords } from "../records/stored_records.ts";
import { searchRows } from "../records/stored_search.ts";
import { fact, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { happens, queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";

const jobId = newId();
const COUNT = 1_200;
const ids = Array.from({ length: COUNT }, (_, i) => i + 1);

/** A job with an issue about every second row, and two lists that have no row in common. */
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
      issues: even.map((id, i) => ({
        number: i + 1,
        type: "MISSING_LAST_NAME" as const,
        rowIds: [id],
      })),
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
  allRows = 0;
  mostIssues = 0;

  override rows(wanted: readonly number[]) {
    this.mostRows = Math.max(this.mostRows, wanted.length);
    this.allRows += wanted.length;
    return super.rows(wanted);
  }

  override rowsFrom(id: number, limit: number) {
    this.mostRows = Math.max(this.mostRows, limit);
    this.allRows += limit;
    return super.rowsFrom(id, limit);
  }

  override issues(filter: IssueChoice, after: number, limit: number) {
    this.mostIssues = Math.max(this.mostIssues, limit);
    return super.issues(filter, after, limit);
  }
}

async function linesOf<Line>(pages: AsyncIterable<Iterable<Line>>): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const page of pages) lines.push(...page);
  return lines;
}

/** How often the event loop goes round meanwhile, and what becomes of the work. */
async function roundsDuring<T>(work: () => Promise<T>): Promise<[number, T]> {
  let rounds = 0, isOver = false;
  const round = () => {
    if (isOver) return;
    rounds++;
    setImmediate(round);
  };
  setImmediate(round);
  const result = await work();
  isOver = true;
  return [rounds, result];
}

const recordsOf = async ({ sql }: World) => new WatchedRecords(sql, (await readJob(sql, jobId))!);

queryTest("promise 12: downloads read a page of rows at a time", twoLists(), async (world) => {
  const records = await recordsOf(world);
  const list = await wholeList(records, undefined, PAGE_ROWS);
  assert.equal((await linesOf(list.pages)).length, COUNT / 2);
  const rejected = await linesOf((await rejectedRows(records, PAGE_ROWS)).pages);
  assert.equal(rejected.length, COUNT / 2);
  assert.match(rejected[0]!.at(-1)!, /^excluded by the rule "exclude"/);
  assert.ok(records.mostIssues <= 500, `${records.mostIssues} issues at once`);
  // Of as many issues the chosen rows are looked up.
  assert.ok(records.mostRows <= 500, `${records.mostRows} rows at once`);
  assert.ok(PAGE_ROWS <= 250);
});

queryTest("promise 12: excluded rows are read once, and no others", twoLists(), async (world) => {
  const records = await recordsOf(world);
  const { pages } = await rejectedRows(records, PAGE_ROWS);
  assert.equal((await linesOf(pages)).length, COUNT / 2);
  assert.equal(records.allRows, COUNT / 2);
});

queryTest("promise 12: lists are compared a page at a time", twoLists(), async (world) => {
  const records = await recordsOf(world);
  const [from, to] = [(await records.list(1))!, (await records.list(2))!];
  const changes = await changesBetween(records, from, to);
  assert.deepEqual(changes.map(({ before, after }) => (before ?? after)!.raw_row_id), ids);
  assert.ok(changes.every(({ before, after }) => (before === null) !== (after === null)));
  assert.ok(records.mostRows <= 250, `${records.mostRows} rows at once`);
});

queryTest(
  "promise 12: between each 50 rows that are compared the event loop goes round",
  twoLists(),
  async (world) => {
    const tables = new JobTables();
    for await (const event of readEvents(world.store, jobId, { after: 0, until: 1_000 })) {
      tables.apply([event]);
    }
    // In memory nothing else is waited for.
    const records = new PastRecords(tables, () => Promise.resolve(false));
    const [from, to] = [(await records.list(1))!, (await records.list(2))!];
    const [rounds] = await roundsDuring(() => changesBetween(records, from, to));
    assert.ok(rounds >= COUNT / 50, `${rounds} rounds for ${COUNT} rows`);
  },
);

/** One address has all rows, and a rule has chosen among them. */
function oneGroup(count: number): Fact[] {
  const rowIds = Array.from({ length: count }, (_, i) => i + 1);
  return [
    jobCreated(jobId),
    rowsParsed(jobId, 1, parsedRows(1, count)),
    fact("IssuesOpened", {
      jobId,
      issues: [{ number: 1, type: "DUPLICATE_EMAIL" as const, rowIds }],
    }, { keys: ["person1@example.com"] }),
    fact("IssuesResolved", {
      jobId,
      rule: "first",
      batchId: newId(),
      resolutions: [{ number: 1, action: "choose", chosenRowId: 1 }],
    }, { edits: [] }),
  ];
}

const GROUP_ROWS = 20_000;

queryTest(
  "promise 12: a decision about all rows of a file is noted in slices",
  oneGroup(GROUP_ROWS),
  async (world) => {
    const tables = new JobTables();
    for await (const event of readEvents(world.store, jobId, { after: 0, until: 1_000 })) {
      tables.apply([event]);
    }
    const records = new PastRecords(tables, () => Promise.resolve(false));
    const listed = RowIds.of([1]);
    const [rounds, reasons] = await roundsDuring(() =>
      Reasons.read(records, { version: 1 }, listed)
    );
    assert.equal(reasons.decided.size, GROUP_ROWS - 1);
    assert.ok(rounds >= GROUP_ROWS / 5_000, `${rounds} rounds for ${GROUP_ROWS} rows`);
  },
);

queryTest("promise 12: a search lays edits over a page at a time", twoLists(), async (world) => {
  const even = ids.filter((id) => id % 2 === 0);
  await happens(world, [
    fact("IssuesReopened", { jobId, batchId: null, numbers: `1-${even.length}` }),
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
  const search = readSearch({ q: "Byron", sort: "-last_name" }, records.job, []);
  const found = await searchRows(records, search, { after: undefined, limit: 2 });
  assert.deepEqual(found, { ids: [998, 996], total: even.length });
  assert.ok(records.mostRows <= 250, `${records.mostRows} rows at once`);
  // What no edit can change is found without them.
  const unread = await recordsOf(world);
  const byState = readSearch({ filter: ["state:is:contact"] }, records.job, []);
  await searchRows(unread, byState, { after: undefined, limit: 2 });
  assert.equal(unread.mostRows, 0);
});

queryTest(
  "rows are the same, picked one by one, sifted or by whole chunks",
  twoLists(),
  async (world) => {
    const records = await recordsOf(world);
    const few = [1, 65, 640, COUNT], dense = ids.slice(100, 300), beyond = [COUNT + 1, 2 ** 31];
    const sifted = ids.filter((id) => id % 10 === 0);
    for (const wanted of [few, sifted, dense, ids, [], beyond, [7, ...beyond]]) {
      const rows = await records.rows(wanted);
      const there = wanted.filter((id) => id <= COUNT);
      assert.deepEqual([...rows.keys()].sort((a, b) => a - b), there);
      for (const [id, row] of rows) assert.deepEqual([row.id, row.line], [id, id + 1]);
    }
  },
);

/** Rows 1 and 4 are on the list; row 2 was moved to the address of row 1, row 4 to that of row 3. */
function movedRows(): Fact[] {
  const moved = { 2: "person1@example.com", 4: "person3@example.com" };
  const edits = Object.entries(moved).map(([id, email], i) => ({
    number: i + 1,
    rowId: Number(id),
    values: byKey({ email }),
  }));
  return [
    jobCreated(jobId),
    rowsParsed(jobId, 1, parsedRows(1, 6, { 6: { email: "person4@example.com" } })),
    fact("IssuesOpened", {
      jobId,
      issues: edits.map(({ number, rowId }) => ({
        number,
        type: "MISSING_LAST_NAME" as const,
        rowIds: [rowId],
      })),
    }, { keys: edits.map(({ rowId }) => `row-${rowId}`) }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: edits.map(({ number }) => ({ number, action: "edit" })),
    }, { edits }),
    fact("JobFinalized", {
      jobId,
      listVersion: 1,
      contactCount: 2,
      mergedCount: 0,
      rowIds: "1,4",
      automatic: false,
    }),
  ];
}

queryTest(
  "a row repeats one that has its address now, not as it was read",
  movedRows(),
  async (world) => {
    const stored = await recordsOf(world);
    const tables = new JobTables();
    for await (const event of readEvents(world.store, jobId, { after: 0, until: 1_000 })) {
      tables.apply([event]);
    }
    for (const records of [stored, new PastRecords(tables, () => Promise.resolve(false))]) {
      const lines = await linesOf((await rejectedRows(records, PAGE_ROWS)).pages);
      assert.deepEqual(lines.map((line) => line.slice(-2)), [
        ["3", "repeats row 2"],
        ["4", "repeats row 5"],
        ["6", "not on the clean list"],
        ["7", "not on the clean list"],
      ]);
    }
  },
);
