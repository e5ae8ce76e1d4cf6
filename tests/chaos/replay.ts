/** The whole log folded in memory from its first event, against the read models row by row. */
import type { EventStore } from "@rollcall/event-store";
import { MemoryTables } from "../../services/projection/fold/memory_tables.ts";
import { schemaOf } from "../../services/projection/schema/generation.ts";
import { liveGeneration } from "../../services/projection/schema/registry.ts";
import { type TableName, tableNames } from "../../services/projection/schema/tables.ts";
import { type Difference, judgeList } from "./judge.ts";

const keys: Record<TableName, string[]> = {
  jobs: ["id"],
  row_chunks: ["job_id", "first_row_id"],
  opened_issues: ["job_id", "number"],
  issue_states: ["job_id", "first_number"],
  single_resolutions: ["job_id", "number"],
  bulk_resolutions: ["job_id", "ordinal"],
  row_edits: ["job_id", "row_id", "position", "ordinal"],
  contact_lists: ["job_id", "version"],
  list_merges: ["job_id", "version", "position"],
  row_exclusions: ["job_id", "position"],
  job_events: ["job_id", "position"],
};

type Row = Record<string, unknown>;

export async function judgeReadModels(store: EventStore): Promise<Difference[]> {
  const replayed = new MemoryTables();
  for (let at = 0;;) {
    const events = await store.readLog(at);
    if (!events.length) break;
    replayed.apply(events);
    at = events.at(-1)!.position;
  }
  const found: Difference[] = [];
  const schema = schemaOf((await liveGeneration(store.sql)).number);
  for (const table of tableNames) {
    const live = await store.sql.unsafe<Row[]>(`select * from ${schema}.${table}`);
    const keyOf = (row: Row) => keys[table].map((column) => row[column]).join("/");
    const expected = [...replayed[table].values()].map(plain);
    found.push(...judgeList(`read model ${table},`, expected, live.map(plain), keyOf));
  }
  return found;
}

/** Times as texts, and no property that is undefined. */
const plain = (row: unknown): Row => JSON.parse(JSON.stringify(row));
