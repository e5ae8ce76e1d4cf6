/**
 * Completes parsing in one append: the file has been read, and the user's column mapping, if any,
 * is remembered for the next file with the same headers. Two files may finish at once; that one was
 * remembered first must not fail the other.
 */
import { isDeepStrictEqual } from "node:util";
import { columnsToRemember } from "@rollcall/contacts";
import { type Fact, jobStream } from "@rollcall/contracts";
import {
  type Appended,
  type AppendOutcome,
  derivedId,
  type EventStore,
  execute,
  type NewEvent,
  type StreamAppend,
} from "@rollcall/event-store";
import type { PipelineJob } from "@rollcall/platform/pipeline_job.ts";
import { mappingStreamOf, rememberedMapping } from "@rollcall/platform/remembered_mapping.ts";
import { type Cause, causedBy } from "@rollcall/platform/reactions.ts";

export type Ending = Extract<Fact, { type: "ParsingCompleted" | "ParsingFailed" }>;

/** Appends to the job's stream. @throws if another parser was first; the retry detects it */
export async function appendToJob(
  store: EventStore,
  job: PipelineJob,
  cause: Cause,
  event: Fact,
): Promise<void> {
  mustBeFirst(await store.append([lifeOf(job, cause, event)]), event);
  job.version += 1;
}

/**
 * @param headers of the file, if it could be read that far
 * @throws if another parser was first; the retry detects it
 */
export async function complete(
  store: EventStore,
  job: PipelineJob,
  cause: Cause,
  end: Ending,
  headers: string[],
): Promise<void> {
  const life = lifeOf(job, cause, end);
  const result = await execute(store, {
    load: async () => [life, ...await toRemember(store, job, cause, end, headers)],
    decide: (request) => request,
  });
  const isOfMemory = result.outcome === "conflict" && result.stream !== life.stream;
  mustBeFirst(isOfMemory ? await store.append([life]) : result, end);
}

const lifeOf = (job: PipelineJob, cause: Cause, fact: Fact): StreamAppend => ({
  stream: jobStream(job.created!.data.jobId),
  expectedVersion: job.version,
  events: [toEvent(cause, fact)],
});

const toEvent = (cause: Cause, fact: Fact): NewEvent => ({
  ...fact,
  id: derivedId(cause.id, fact.type),
  metadata: causedBy(cause),
});

function mustBeFirst(result: AppendOutcome | Appended, { type }: Fact): void {
  if (result.outcome !== "conflict") return;
  throw new Error(`${type}: ${result.stream} moved to version ${result.version}`);
}

/** Empty if there is nothing to remember, or it is remembered already. */
async function toRemember(
  store: EventStore,
  { created }: PipelineJob,
  cause: Cause,
  end: Ending,
  headers: string[],
): Promise<StreamAppend[]> {
  const { jobId, userId } = created!.data;
  if (end.type !== "ParsingCompleted" || !created!.personal?.mapping) return [];
  const columns = columnsToRemember(end.personal!.columns);
  const stream = mappingStreamOf(userId, headers);
  const { version, columns: known } = await rememberedMapping(store, stream);
  if (isDeepStrictEqual(known, columns)) return [];
  const fact: Fact = {
    type: "MappingRemembered",
    data: { jobId, userId, columns },
    personal: null,
  };
  return [{ stream, expectedVersion: version, events: [toEvent(cause, fact)] }];
}
