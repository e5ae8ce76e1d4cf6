import assert from "node:assert/strict";
import fc from "fast-check";
import { batchesOf, cutHistory, history } from "../testing/histories.ts";
import { tableNames } from "../schema/tables.ts";
import { kinds, type StatesRow, statusOf, UNASKED } from "./issue_states.ts";
import { MemoryTables } from "./memory_tables.ts";
import type { EditRow, ListRow } from "./model.ts";

Deno.test("fold: however a history is cut into batches, the tables end the same (promise 7)", () => {
  fc.assert(fc.property(cutHistory, ({ events, cuts }) => {
    const oneByOne = new MemoryTables(), cut = new MemoryTables(), whole = new MemoryTables();
    for (const event of events) oneByOne.apply([event]);
    for (const batch of batchesOf(events, cuts)) cut.apply(batch);
    whole.apply(events);
    assert.deepEqual(cut, oneByOne);
    assert.deepEqual(whole, oneByOne);
  }));
});

Deno.test("fold: the state that it is given stays as it was", () => {
  fc.assert(fc.property(history, (events) => {
    const tables = new MemoryTables();
    const [first, second] = [events.slice(0, 8), events.slice(8)];
    tables.apply(first);
    const rows = [
      ...tables.jobs.values(),
      ...tables.opened_issues.values(),
      ...tables.issue_states.values(),
    ];
    const before = structuredClone(rows);
    tables.apply(second);
    assert.deepEqual(rows, before);
  }));
});

Deno.test("fold: the counts of a job are those of its issues", () => {
  fc.assert(fc.property(history, (events) => {
    const tables = new MemoryTables();
    tables.apply(events);
    for (const job of tables.jobs.values() as Iterable<Counted>) {
      const lines = [...tables.issue_states.values()] as StatesRow[];
      const issues = lines.filter((line) => line.job_id === job.id)
        .flatMap(({ types, states }) => states.map((state, i) => ({ type: types[i]!, state })))
        .filter(({ state }) => state !== UNASKED)
        .map(({ type, state }) => ({ type: kinds[type]!, status: statusOf(state) }));
      assert.equal(job.open_issues, issues.filter((issue) => issue.status === "OPEN").length);
      assert.equal(
        job.conflict_count,
        issues.filter((issue) => issue.status !== "WITHDRAWN").length,
      );
      const counts = Object.values(job.issue_counts);
      assert.equal(job.open_issues, counts.reduce((sum, count) => sum + count.open, 0));
      assert.equal(job.conflict_count, counts.reduce((sum, count) => sum + count.total, 0));
      for (const [type, { open }] of Object.entries(job.issue_counts)) {
        const asked = issues.filter((issue) => issue.type === type && issue.status === "OPEN");
        assert.equal(open, asked.length);
      }
    }
  }));
});

Deno.test("fold: of a deleted job nothing is left in any table, whatever came after it", () => {
  fc.assert(fc.property(cutHistory, ({ events, cuts }) => {
    const tables = new MemoryTables();
    for (const batch of batchesOf(events, cuts)) tables.apply(batch);
    const deleted = new Set(
      events.flatMap((event) => event.type === "JobDeleted" ? [event.data.jobId] : []),
    );
    const left = tableNames.flatMap((name) => [...tables[name].keys()]);
    assert.deepEqual(left.filter((key) => deleted.has(key.split("/")[0]!)), []);
  }));
});

Deno.test("fold: a version of a list never changes, however often it is undone", () => {
  fc.assert(fc.property(history, (events) => {
    const tables = new MemoryTables();
    const seen = new Map<string, unknown>();
    for (const event of events) {
      tables.apply([event]);
      if (event.type === "JobDeleted") forget(seen, event.data.jobId);
      for (const list of tables.contact_lists.values() as Iterable<ListRow>) {
        const key = `${list.job_id}/${list.version}`;
        const whole = { list, edits: editsIn(tables, list) };
        assert.deepEqual(whole, seen.get(key) ?? whole);
        seen.set(key, structuredClone(whole));
      }
    }
  }));
});

function forget(seen: Map<string, unknown>, jobId: string): void {
  for (const key of seen.keys()) if (key.startsWith(`${jobId}/`)) seen.delete(key);
}

/** What lies over the rows of a version: the edits that held when it was made. */
function editsIn(tables: MemoryTables, { job_id, position }: ListRow): unknown[] {
  return ([...tables.row_edits.values()] as EditRow[])
    .filter((edit) => edit.job_id === job_id && edit.position <= position)
    .filter((edit) => edit.undone_position === null || edit.undone_position > position)
    .map(({ undone_position: _, ...edit }) => edit);
}

interface Counted {
  id: string;
  open_issues: number;
  conflict_count: number;
  issue_counts: Record<string, { open: number; total: number }>;
}
