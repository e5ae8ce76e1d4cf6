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
import { readCsv, UnreadableFile } from "./csv.ts";
import { RowReader } from "./read_rows.ts";
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
  const end = await readFile(context, jobId, job, cause);
  await append(store, jobId, job, cause, end);
  log.info("file parsed", {
    job_id: jobId,
    outcome: end.type,
    duration_ms: Math.round(performance.now() - startedAt),
  });
}

type Ending = Extract<Fact, { type: "ParsingCompleted" | "ParsingFailed" }>;

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

/** Reads the whole file into the store. Answers how it ended, as the event to append. */
async function readFile(
  { store, objects }: ParsingContext,
  jobId: string,
  job: PipelineJob,
  cause: Cause,
): Promise<Ending> {
  const { data, personal } = job.created!;
  const { version, nextRowId } = await storedRows(store, jobId);
  const file = await objects.getStream(data.fileKey);
  if (!file) return failed(jobId, "FILE_MISSING", "The uploaded file is gone. Upload it again.");
  const reader = new RowReader(personal?.mapping ?? null);
  const writer = new RowWriter(store, job, cause, version, nextRowId);
  try {
    for await (const chunk of readCsv(wholeFile(file, data.sizeBytes))) {
      for (const batch of reader.push(chunk)) await writer.write(batch);
      if (reader.refusal) break;
    }
    for (const batch of reader.finish(data.sizeBytes)) await writer.write(batch);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return failed(jobId, error.code, error.message);
  } finally {
    await writer.finish();
  }
  const { refusal } = reader;
  if (refusal) return failed(jobId, refusal.code, refusal.message, refusal.headers);
  return {
    type: "ParsingCompleted",
    data: {
      jobId,
      totalRows: reader.totalRows,
      validRows: reader.validRows,
      problemCounts: reader.problemCounts,
      warningCounts: {},
    },
    personal: { columns: reader.columns },
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

function failed(jobId: string, code: string, message: string, headers: string[] = []): Ending {
  return { type: "ParsingFailed", data: { jobId, code }, personal: { message, headers } };
}
