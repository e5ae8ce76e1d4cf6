import assert from "node:assert/strict";
import type { RecordedEvent } from "@rollcall/contracts";
import fc from "fast-check";
import { batchesOf, cutHistory } from "../testing/histories.ts";
import { JobTables } from "./job_tables.ts";

Deno.test("past: however a job's events are cut into batches, its tables end the same", () => {
  fc.assert(fc.property(cutHistory, ({ events, cuts }) => {
    for (const own of Map.groupBy(events, ({ data }) => "jobId" in data && data.jobId).values()) {
      const whole = contentOf([own]);
      assert.deepEqual(contentOf(own.map((event) => [event])), whole);
      const places = cuts.filter((cut) => cut < own.length);
      assert.deepEqual(contentOf(batchesOf(own, places)), whole);
    }
  }));
});

function contentOf(batches: RecordedEvent[][]) {
  const tables = new JobTables();
  for (const batch of batches) tables.apply(batch);
  const { job, lists, merges, chunks, issues, states, resolutions, history } = tables;
  const { bulkResolutions } = tables;
  const edits = new Map([...tables.editedRows].map((id) => [id, tables.editsOf(id)]));
  return {
    ...{ job, lists, merges, chunks, history, edits },
    ...{ issues, states, resolutions, bulkResolutions },
  };
}
