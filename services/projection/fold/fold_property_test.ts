import assert from "node:assert/strict";
import fc from "fast-check";
import { batchesOf, cutHistory, history } from "../testing/histories.ts";
import { MemoryTables } from "./memory_tables.ts";

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

interface Counted {
  id: string;
  open_issues: number;
  conflict_count: number;
  issue_counts: Record<string, { open: number; total: number }>;
}
