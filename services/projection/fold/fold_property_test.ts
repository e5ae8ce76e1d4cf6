import assert from "node:assert/strict";
import fc from "fast-check";
import { batchesOf, cutHistory, history } from "../testing/histories.ts";
import type { RecordedEvent } from "@rollcall/contracts";
import { tableNames } from "../schema/tables.ts";
import { MemoryTables } from "./memory_tables.ts";
import type { NewList } from "./model.ts";

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
    const before = structuredClone([...tables.jobs.values(), ...tables.issues.values()]);
    const rows = [...tables.jobs.values(), ...tables.issues.values()];
    tables.apply(second);
    assert.deepEqual(rows, before);
  }));
});

Deno.test("fold: the counts of a job are those of its issues", () => {
  fc.assert(fc.property(history, (events) => {
    const tables = new MemoryTables();
    tables.apply(events);
    for (const job of tables.jobs.values() as Iterable<Counted>) {
      const issues = [...tables.issues.values() as Iterable<{ job_id: string; status: string }>]
        .filter((issue) => issue.job_id === job.id);
      assert.equal(job.open_issues, issues.filter((issue) => issue.status === "OPEN").length);
      assert.equal(
        job.conflict_count,
        issues.filter((issue) => issue.status !== "WITHDRAWN").length,
      );
      const counts = Object.values(job.issue_counts);
      assert.equal(job.open_issues, counts.reduce((sum, count) => sum + count.open, 0));
      assert.equal(job.conflict_count, counts.reduce((sum, count) => sum + count.total, 0));
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
    const seen = new Map<string, unknown[]>();
    for (const event of events) {
      tables.apply([event]);
      if (event.type === "JobDeleted") { for (const key of seen.keys()) forget(seen, key, event); }
      for (const { job_id, version } of tables.contact_lists.values() as Iterable<NewList>) {
        const list = contactsOf(tables, job_id, version);
        assert.deepEqual(list, seen.get(`${job_id}/${version}`) ?? list);
        seen.set(`${job_id}/${version}`, list);
      }
    }
  }));
});

function forget(seen: Map<string, unknown>, key: string, event: RecordedEvent): void {
  if (key.startsWith(`${(event.data as { jobId: string }).jobId}/`)) seen.delete(key);
}

/** The contacts of a version, without the versions that they are in. */
function contactsOf(tables: MemoryTables, jobId: string, version: number): unknown[] {
  type Listed = { job_id: string; raw_row_id: number; since: number; until: number | null };
  return ([...tables.final_contacts.values()] as Listed[])
    .filter((row) => row.job_id === jobId && row.since <= version)
    .filter((row) => row.until === null || row.until > version)
    .map(({ since: _, until: __, ...contact }) => contact)
    .sort((a, b) => a.raw_row_id - b.raw_row_id);
}

interface Counted {
  id: string;
  open_issues: number;
  conflict_count: number;
  issue_counts: Record<string, { open: number; total: number }>;
}
