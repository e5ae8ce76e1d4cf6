/**
 * Reads a job's file from the object store into the log: bytes, table, rows, events. An unreadable
 * file ends with an event that says why; only unavailable dependencies throw.
 */
import { rowsStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import type { Log } from "@rollcall/platform/log.ts";
import type { ObjectStore } from "@rollcall/platform/object_store.ts";
import { pauseForSmall } from "@rollcall/platform/fairness/small_files.ts";
import { takeSlice } from "@rollcall/platform/fairness/time_slices.ts";
import { openTable, type Table, type TableChunk, UnreadableFile } from "@rollcall/tables";
import { complete, type Ending } from "./complete.ts";
import { appendHeld, type JobEvents } from "./job_events.ts";
import { type Refusal, RowReader, shownHeaders } from "./read_rows.ts";
import { recognize, type Recognized, tableOptions } from "./recognize.ts";
import { RowWriter } from "./row_writer.ts";
import { wholeFile } from "./whole_file.ts";
import type { WorkLimits } from "./work_limits.ts";

/** Rows processed per time slice, see `takeSlice`. */
const SLICE_ROWS = 50;
const SLICE_CHARS = 8 << 10;
/** Bytes of an earlier attempt's rows that are decrypted at once. */
const PAGE_BYTES = 256 << 10;

export interface ParsingContext {
  store: EventStore;
  objects: Pick<ObjectStore, "getStream">;
  log: Log;
  /** limits of the work per file */
  limits?: WorkLimits;
}

/**
 * Reads the whole file into the store, resuming after the last stored row, and appends how that
 * ended.
 * @returns the type of the event that says so
 * @throws if another parser was first; the retry detects it
 */
export async function readFile(
  context: ParsingContext,
  jobEvents: JobEvents,
): Promise<Ending["type"]> {
  const { store } = context;
  const { jobId, fileKey, sizeBytes } = jobEvents.job.created!.data;
  const fail = async (code: string, message: string, headers: string[] = []) => {
    const end = failed(jobId, { code, message, headers });
    await complete(store, jobEvents, undefined, end, headers);
    return end.type;
  };
  const file = await context.objects.getStream(fileKey);
  if (!file) return await fail("FILE_MISSING", "The uploaded file is gone. Upload it again.");
  const bytes = wholeFile(file, sizeBytes);
  const options = { ...tableOptions(jobEvents.job), turn: () => takeTurn(jobEvents) };
  try {
    return await readTable(context, jobEvents, await openTable(bytes, options));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return await fail(error.code, error.message, shownHeaders(error.headers));
  } finally {
    await bytes.return(undefined);
  }
}

/** Resolves when this file may be read on for some milliseconds. */
async function takeTurn(jobEvents: JobEvents): Promise<void> {
  if (!jobEvents.isSmall) await pauseForSmall();
  await takeSlice(jobEvents.job.created!.data.userId);
}

async function readTable(
  { store, limits }: ParsingContext,
  jobEvents: JobEvents,
  table: Table,
): Promise<Ending["type"]> {
  const { job } = jobEvents;
  const { data: { jobId, ...asked }, personal } = job.created!;
  let { recognized }: { recognized: Recognized | undefined } = job;
  if (!recognized) {
    recognized = await recognize(store, job, table);
    jobEvents.hold(recognized);
    if (!jobEvents.isSmall) await appendHeld(store, jobEvents);
  }
  const { remembered, byValues, missingFields: missing } = recognized.data;
  const sizeBytes = Math.max(asked.sizeBytes, table.sizeBytes ?? 0);
  const region = asked.region ?? recognized.data.region?.code ?? null;
  const { mapping = null, columns: treated = [] } = personal ?? {};
  const wish = { asked: mapping, remembered, byValues, treated };
  // Workbooks leave out empty cells at a row's end, as objects do keys.
  const leavesOut = table.info.delimiter === null;
  const { guards, left, encodingGuess } = table;
  const facts = { region, sizeBytes, leavesOut, missing, guards, left, encodingGuess, limits };
  const reader = new RowReader(table.headers, wish, facts);
  const { version, nextRowId } = await storedRows(store, jobId);
  const writer = new RowWriter(store, jobEvents, version, nextRowId);
  try {
    while (!reader.refusal) {
      await takeTurn(jobEvents);
      const { done, value: chunk } = await table.chunks.next();
      if (done) break;
      for (const piece of piecesOf(chunk)) {
        if (reader.refusal) break;
        await takeTurn(jobEvents);
        for (const batch of reader.push(piece)) await writer.write(batch);
      }
    }
    for (const batch of reader.finish(asked.sizeBytes)) await writer.write(batch);
  } catch (error) {
    await writer.finish();
    throw error;
  }
  const end = reader.refusal ? failed(jobId, reader.refusal) : completed(jobId, reader);
  await complete(store, jobEvents, writer, end, reader.headers);
  return end.type;
}

/**
 * Splits a chunk into pieces of some milliseconds' work, so that no file blocks the thread for
 * long.
 */
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

/** How far an earlier attempt got. */
async function storedRows(store: EventStore, jobId: string) {
  let version = 0, nextRowId = 1;
  for await (const event of store.readStream(rowsStream(jobId), 0, { maxBytes: PAGE_BYTES })) {
    version = event.version;
    if (event.type === "RowsParsed") nextRowId = event.data.firstRowId + event.data.rowCount;
  }
  return { version, nextRowId };
}

function completed(jobId: string, reader: RowReader): Ending {
  const { totalRows, validRows, problemCounts, warningCounts, columns } = reader;
  const data = { jobId, totalRows, validRows, problemCounts, warningCounts };
  return { type: "ParsingCompleted", data, personal: { columns } };
}

function failed(
  jobId: string,
  { code, message, headers }: Pick<Refusal, "code" | "message" | "headers">,
): Ending {
  return { type: "ParsingFailed", data: { jobId, code }, personal: { message, headers } };
}
