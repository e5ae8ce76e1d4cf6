/**
 * Completes parsing in one append: the file has been read, and the user's column mapping, if any,
 * is remembered for the next file with the same headers. Two files may finish at once; that one was
 * remembered first must not fail the other.
 */
import { isDeepStrictEqual } from "node:util";
import { columnsToRemember, leftOutPlaces } from "@rollcall/contacts";
import type { Fact } from "@rollcall/contracts";
import { type EventStore, execute, type StreamAppend } from "@rollcall/event-store";
import { mustBeAlone } from "@rollcall/platform/only_writer.ts";
import { mappingStreamOf, rememberedMapping } from "@rollcall/platform/remembered_mapping.ts";
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
  const remembers = end.type === "ParsingCompleted" && jobEvents.job.created!.personal?.mapping;
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

/** Empty if it is remembered already. */
async function toRemember(
  store: EventStore,
  jobEvents: JobEvents,
  end: Extract<Ending, { type: "ParsingCompleted" }>,
  headers: string[],
): Promise<StreamAppend[]> {
  const { data: { jobId, userId }, personal } = jobEvents.job.created!;
  const leftOut = leftOutPlaces(headers, personal?.columns ?? []);
  const columns = columnsToRemember(end.personal!.columns, leftOut);
  const stream = mappingStreamOf(userId, headers);
  const { version, columns: known } = await rememberedMapping(store, stream);
  if (isDeepStrictEqual(known, columns)) return [];
  const fact: Fact = {
    type: "MappingRemembered",
    data: { jobId, userId, columns },
    personal: null,
  };
  return [{ stream, expectedVersion: version, events: [jobEvents.toEvent(fact)] }];
}
