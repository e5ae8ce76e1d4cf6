/**
 * JobCreated → the file is read and its rows are appended. Taken up again after a crash, it goes on
 * behind the last row that is in the store; done twice, it appends nothing (promises 4 and 5).
 */
import { type Fact, jobStream, parseStream, rowsStream } from "@rollcall/contracts";
import { derivedId, type EventStore } from "@rollcall/event-store";
import { loadJob, type PipelineJob } from "@rollcall/runtime/job.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import type { Objects } from "@rollcall/runtime/objects.ts";
import { type Cause, causedBy } from "@rollcall/runtime/reactions.ts";
import { openTable, type Table, UnreadableFile } from "@rollcall/tables";
import { complete, type Ending } from "./complete.ts";
import { RowReader, shownHeaders } from "./read_rows.ts";
import { recognize, tableOptions } from "./recognize.ts";
import { RowWriter } from "./row_writer.ts";
import { wholeFile } from "./whole_file.ts";

export interface ParsingContext {
  store: EventStore;
  objects: Pick<Objects, "getStream">;
  log: Log;
}

export async function parseFile(context: ParsingContext, cause: Cause): Promise<void> {
  const { store, log } = context;
  const jobId = parseStream(cause.stream).id;
  const job = await loadJob(store, jobId);
  if (!job.created || job.parsed || job.failed) return;
  if (!job.started) {
    await append(store, jobId, job, cause, {
      type: "ParsingStarted",
      data: { jobId },
      personal: null,
    });
  }
  const startedAt = performance.now();
  const { end, headers } = await readFile(context, job, cause);
  await complete(store, job, cause, end, headers);
  log.info("file parsed", {
    job_id: jobId,
    outcome: end.type,
    duration_ms: Math.round(performance.now() - startedAt),
  });
}

/** Appends to the job's stream. @throws where another parser was there first: the retry sees it */
async function append(
  store: EventStore,
  jobId: string,
  job: PipelineJob,
  cause: Cause,
  event: Fact,
): Promise<void> {
  const outcome = await store.append([{
    stream: jobStream(jobId),
    expectedVersion: job.version,
    events: [{ ...event, id: derivedId(cause.id, event.type), metadata: causedBy(cause) }],
  }]);
  if (outcome.outcome === "conflict") {
    throw new Error(`${event.type}: ${outcome.stream} moved to version ${outcome.version}`);
  }
  job.version += 1;
}

interface Reading {
  /** as the event to append */
  end: Ending;
  headers: string[];
}

/** Reads the whole file into the store. */
async function readFile(
  context: ParsingContext,
  job: PipelineJob,
  cause: Cause,
): Promise<Reading> {
  const { jobId, fileKey, sizeBytes } = job.created!.data;
  const file = await context.objects.getStream(fileKey);
  if (!file) return failed(jobId, "FILE_MISSING", "The uploaded file is gone. Upload it again.");
  const bytes = wholeFile(file, sizeBytes);
  try {
    return await readTable(context, job, cause, await openTable(bytes, tableOptions(job)));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return failed(jobId, error.code, error.message, shownHeaders(error.headers));
  } finally {
    await bytes.return(undefined);
  }
}

async function readTable(
  { store }: ParsingContext,
  job: PipelineJob,
  cause: Cause,
  table: Table,
): Promise<Reading> {
  const { data: { jobId, region, sizeBytes }, personal } = job.created!;
  let remembered = job.recognized?.data.remembered ?? null;
  if (!job.recognized) {
    const recognized = await recognize(store, job, table);
    await append(store, jobId, job, cause, recognized);
    remembered = recognized.data.remembered;
  }
  const { version, nextRowId } = await storedRows(store, jobId);
  const wish = { asked: personal?.mapping ?? null, remembered };
  const reader = new RowReader(table.headers, wish, region, table.info.sheet !== null);
  const writer = new RowWriter(store, job, cause, version, nextRowId);
  try {
    while (!reader.refusal) {
      const { done, value: chunk } = await table.chunks.next();
      if (done) break;
      for (const batch of reader.push(chunk)) await writer.write(batch);
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

/** How far an earlier try came. */
async function storedRows(store: EventStore, jobId: string) {
  let version = 0, nextRowId = 1;
  for await (const event of store.readStream(rowsStream(jobId))) {
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
