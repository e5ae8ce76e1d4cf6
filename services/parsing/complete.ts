/**
 * The end of reading, in one append: the file is read, and where the person had mapped its columns,
 * that is remembered for the next file with the same headers. Two files may end at once; that one of
 * them was remembered first is no reason to fail the other.
 */
import { isDeepStrictEqual } from "node:util";
import { columnsToRemember } from "@rollcall/contacts";
import { type Fact, jobStream } from "@rollcall/contracts";
import {
  derivedId,
  type EventStore,
  type NewEvent,
  type StreamAppend,
} from "@rollcall/event-store";
import type { PipelineJob } from "@rollcall/runtime/job.ts";
import { mappingStreamOf, rememberedMapping } from "@rollcall/runtime/mappings.ts";
import { type Cause, causedBy } from "@rollcall/runtime/reactions.ts";

export type Ending = Extract<Fact, { type: "ParsingCompleted" | "ParsingFailed" }>;

/** Tries to remember a mapping while others do; after them the job ends without. */
const TRIES = 5;

/** Appends to the job's stream. @throws where another parser was there first: the retry sees it */
export async function appendToJob(
  store: EventStore,
  job: PipelineJob,
  cause: Cause,
  event: Fact,
): Promise<void> {
  const outcome = await store.append([{
    stream: jobStream(job.created!.data.jobId),
    expectedVersion: job.version,
    events: [{ ...event, id: derivedId(cause.id, event.type), metadata: causedBy(cause) }],
  }]);
  if (outcome.outcome === "conflict") {
    throw new Error(`${event.type}: ${outcome.stream} moved to version ${outcome.version}`);
  }
  job.version += 1;
}

/**
 * @param headers of the file, where it could be read that far
 * @throws where another parser was there first: the retry sees it
 */
export async function complete(
  store: EventStore,
  job: PipelineJob,
  cause: Cause,
  end: Ending,
  headers: string[],
): Promise<void> {
  const toEvent = (fact: Fact): NewEvent => ({
    ...fact,
    id: derivedId(cause.id, fact.type),
    metadata: causedBy(cause),
  });
  const life = {
    stream: jobStream(end.data.jobId),
    expectedVersion: job.version,
    events: [toEvent(end)],
  };
  for (let tries = 1;; tries++) {
    const memory = tries > TRIES ? undefined : await toRemember(store, job, end, headers, toEvent);
    const outcome = await store.append(memory ? [life, memory] : [life]);
    if (outcome.outcome !== "conflict") return;
    if (outcome.stream === memory?.stream) continue;
    throw new Error(`${end.type}: ${outcome.stream} moved to version ${outcome.version}`);
  }
}

/** Undefined where there is nothing to remember, or it is known already. */
async function toRemember(
  store: EventStore,
  { created }: PipelineJob,
  end: Ending,
  headers: string[],
  toEvent: (fact: Fact) => NewEvent,
): Promise<StreamAppend | undefined> {
  const { jobId, userId } = created!.data;
  if (end.type !== "ParsingCompleted" || !created!.personal?.mapping) return undefined;
  const columns = columnsToRemember(end.personal!.columns);
  const stream = mappingStreamOf(userId, headers);
  const { version, columns: known } = await rememberedMapping(store, stream);
  if (isDeepStrictEqual(known, columns)) return undefined;
  const fact: Fact = {
    type: "MappingRemembered",
    data: { jobId, userId, columns },
    personal: null,
  };
  return { stream, expectedVersion: version, events: [toEvent(fact)] };
}
