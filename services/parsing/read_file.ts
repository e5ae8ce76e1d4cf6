/**
 * A job's file, from the object store through the cores into the log: bytes, a table, rows, events.
 * What cannot be read ends as the event that says why; what throws is a dependency that is away.
 */
import { rowsStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import type { PipelineJob } from "@rollcall/runtime/job.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import type { Objects } from "@rollcall/runtime/objects.ts";
import type { Cause } from "@rollcall/runtime/reactions.ts";
import { takeSlice } from "@rollcall/runtime/turns/slices.ts";
import { openTable, type Table, type TableChunk, UnreadableFile } from "@rollcall/tables";
import { appendToJob, type Ending } from "./complete.ts";
import { RowReader, shownHeaders } from "./read_rows.ts";
import { recognize, type Recognized, tableOptions } from "./recognize.ts";
import { RowWriter } from "./row_writer.ts";
import { wholeFile } from "./whole_file.ts";
import type { WorkLimits } from "./work_limits.ts";

/** What is made into rows at once, see `takeSlice`. */
const SLICE_ROWS = 50;
const SLICE_CHARS = 8 << 10;
/** Of an earlier try's rows, what is opened at once. */
const PAGE_BYTES = 1 << 20;

export interface ParsingContext {
  store: EventStore;
  objects: Pick<Objects, "getStream">;
  log: Log;
  /** how much work one file may make; the defaults where left out */
  limits?: WorkLimits;
}

export interface Reading {
  /** as the event to append */
  end: Ending;
  headers: string[];
}

/** Reads the whole file into the store, behind the last row that is there. */
export async function readFile(
  context: ParsingContext,
  job: PipelineJob,
  cause: Cause,
): Promise<Reading> {
  const { jobId, userId, fileKey, sizeBytes } = job.created!.data;
  const file = await context.objects.getStream(fileKey);
  if (!file) return failed(jobId, "FILE_MISSING", "The uploaded file is gone. Upload it again.");
  const bytes = wholeFile(file, sizeBytes);
  const options = { ...tableOptions(job), turn: () => takeSlice(userId) };
  try {
    return await readTable(context, job, cause, await openTable(bytes, options));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return failed(jobId, error.code, error.message, shownHeaders(error.headers));
  } finally {
    await bytes.return(undefined);
  }
}

async function readTable(
  { store, limits }: ParsingContext,
  job: PipelineJob,
  cause: Cause,
  table: Table,
): Promise<Reading> {
  const { data: { jobId, userId, region, sizeBytes }, personal } = job.created!;
  let { recognized }: { recognized: Recognized | undefined } = job;
  if (!recognized) {
    recognized = await recognize(store, job, table);
    await appendToJob(store, job, cause, recognized);
  }
  const { remembered, missingFields: missing } = recognized.data;
  const { version, nextRowId } = await storedRows(store, jobId);
  const wish = { asked: personal?.mapping ?? null, remembered };
  const leavesOut = table.info.sheet !== null;
  const facts = { region, sizeBytes, leavesOut, missing, limits };
  const reader = new RowReader(table.headers, wish, facts);
  const writer = new RowWriter(store, job, cause, version, nextRowId);
  try {
    while (!reader.refusal) {
      await takeSlice(userId);
      const { done, value: chunk } = await table.chunks.next();
      if (done) break;
      for (const piece of piecesOf(chunk)) {
        if (reader.refusal) break;
        await takeSlice(userId);
        for (const batch of reader.push(piece)) await writer.write(batch);
      }
    }
    for (const batch of reader.finish(sizeBytes)) await writer.write(batch);
  } finally {
    await writer.finish();
  }
  const { refusal, headers, columns } = reader;
  if (refusal) return failed(jobId, refusal.code, refusal.message, refusal.headers);
  const { totalRows, validRows, problemCounts, warningCounts } = reader;
  return {
    end: {
      type: "ParsingCompleted",
      data: { jobId, totalRows, validRows, problemCounts, warningCounts },
      personal: { columns },
    },
    headers,
  };
}

/** A chunk in pieces that take some milliseconds each, so that no file holds the thread for long. */
function* piecesOf({ rows, bytesRead }: TableChunk): Generator<TableChunk> {
  for (let from = 0; from < rows.length;) {
    let to = from;
    for (let chars = 0; to < rows.length && to - from < SLICE_ROWS && chars < SLICE_CHARS; to++) {
      for (const value of rows[to]!.values) chars += value.length + 1;
    }
    yield { rows: rows.slice(from, to), bytesRead };
    from = to;
  }
}

/** How far an earlier try came. */
async function storedRows(store: EventStore, jobId: string) {
  let version = 0, nextRowId = 1;
  for await (const event of store.readStream(rowsStream(jobId), 0, { maxBytes: PAGE_BYTES })) {
    version = event.version;
    if (event.type === "RowsParsed") nextRowId = event.data.firstRowId + event.data.rowCount;
  }
  return { version, nextRowId };
}

function failed(jobId: string, code: string, message: string, headers: string[] = []): Reading {
  const end: Ending = {
    type: "ParsingFailed",
    data: { jobId, code },
    personal: { message, headers },
  };
  return { end, headers };
}
