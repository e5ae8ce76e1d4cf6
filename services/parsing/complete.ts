/**
 * Completes parsing in one append: the file has been read, and what the user said of its columns, if
 * anything, is remembered for the next file with the same headers. Two files may finish at once; that one was
 * remembered first must not fail the other.
 */
import { isDeepStrictEqual } from "node:util";
import { columnsToRemember, leftOutPlaces } from "@rollcall/contacts";
import type { Fact } from "@rollcall/contracts";
import { type EventStore, execute, type StreamAppend } from "@rollcall/event-store";
import { mustBeAlone } from "@rollcall/platform/only_writer.ts";
import {
  mappingStreamOf,
  rememberedMapping,
  rememberedTreatments,
} from "@rollcall/platform/remembered_mapping.ts";
import { appendHeld, type JobEvents } from "./job_events.ts";
import type { RowWriter } from "./row_writer.ts";

export type Ending = Extract<Fact, { type: "ParsingCompleted" | "ParsingFailed" }>;

/**
 * Appends how reading ended, with the last rows where that can be one append.
 * @param writer of the rows; undefined if none could be read
 * @param headers of the file, if it could be read that far
 * @throws if another parser was first; the retry detects it
 */
export async function complete(
  store: EventStore,
  jobEvents: JobEvents,
  writer: RowWriter | undefined,
  end: Ending,
  headers: string[],
): Promise<void> {
  const { mapping, columns: treated = [] } = jobEvents.job.created!.personal ?? {};
  const remembers = end.type === "ParsingCompleted" && (mapping || treated.length > 0);
  if (!remembers) {
    if (writer) return await writer.finish(end);
    jobEvents.hold(end);
    return await appendHeld(store, jobEvents);
  }
  await writer?.finish();
  jobEvents.hold(end);
  const own = jobEvents.request();
  const result = await execute(store, {
    load: async () => [own, ...await toRemember(store, jobEvents, end, headers)],
    decide: (request) => request,
  });
  const isOfMemory = result.outcome === "conflict" && result.stream !== own.stream;
  // Others keep remembering the same headers: the file is read all the same.
  if (isOfMemory) return await appendHeld(store, jobEvents);
  mustBeAlone(result);
}

/** A job that says again what is remembered takes its place once it is older than this. */
const RENEWED_AFTER_MS = 24 * 60 * 60 * 1_000;

/** Empty if it is remembered already. */
async function toRemember(
  store: EventStore,
  jobEvents: JobEvents,
  end: Extract<Ending, { type: "ParsingCompleted" }>,
  headers: string[],
): Promise<StreamAppend[]> {
  const { data: { jobId, userId }, personal, recordedAt } = jobEvents.job.created!;
  const treated = personal?.columns ?? [];
  const leftOut = leftOutPlaces(headers, treated);
  const columns = columnsToRemember(end.personal!.columns, leftOut);
  const stream = mappingStreamOf(userId, headers);
  const memory = await rememberedMapping(store, stream);
  const age = Date.parse(recordedAt) - Date.parse(memory.at ?? recordedAt);
  // So that what is sealed with a job outlives it, without an event for each of many files.
  const isRenewed = treated.length > 0 && age > RENEWED_AFTER_MS;
  const isKnown = isDeepStrictEqual(memory.columns, columns) &&
    isDeepStrictEqual(await rememberedTreatments(store, memory), treated);
  if (isKnown && !isRenewed) return [];
  const fact: Fact = {
    type: "MappingRemembered",
    data: { jobId, userId, columns },
    personal: null,
  };
  return [{ stream, expectedVersion: memory.version, events: [jobEvents.toEvent(fact)] }];
}
