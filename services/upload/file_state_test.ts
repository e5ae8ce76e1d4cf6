import assert from "node:assert/strict";
import type { RecordedEvent } from "@rollcall/contracts";
import { fileState } from "./file_state.ts";

const file = { jobId: "0198c0de-0000-7000-8000-000000000001", bytes: 10, rows: 100 };

function event(type: RecordedEvent["type"], version: number, data: unknown = {}): RecordedEvent {
  return { type, version, data } as RecordedEvent;
}
const batch = event("RowsParsed", 2, { firstRowId: 501, rowCount: 40 });
const parsed = event("ParsingCompleted", 3, { totalRows: 90 });
const unreadable = event("ParsingFailed", 3);
const compared = event("DedupeCompleted", 2);

Deno.test("file state: a file is in work until it is compared, or found unreadable", () => {
  const cases: [string, RecordedEvent[], ReturnType<typeof fileState>][] = [
    ["just uploaded", [], { inWork: true, rows: 100, isFinal: false }],
    ["more rows than lines were told", [batch], { inWork: true, rows: 540, isFinal: false }],
    ["read", [batch, parsed], { inWork: true, rows: 90, isFinal: false }],
    ["compared", [batch, parsed, compared], { inWork: false, rows: 90, isFinal: true }],
    ["unreadable at once", [unreadable], { inWork: false, rows: 0, isFinal: true }],
    ["unreadable half way", [batch, unreadable], { inWork: false, rows: 540, isFinal: true }],
  ];
  for (const [name, events, state] of cases) assert.deepEqual(fileState(file, events), state, name);
});

Deno.test("file state: what is set aside is not in work until it is sent on again", () => {
  const failed = event("JobFailed", 4);
  const aside = { inWork: false, rows: 100, isFinal: false };
  assert.deepEqual(fileState(file, [failed]), aside);
  const again = { inWork: true, rows: 100, isFinal: false };
  assert.deepEqual(fileState(file, [failed, event("JobRetried", 5)]), again);
  assert.deepEqual(fileState(file, [event("JobRetried", 3), failed]), aside);
});
