/**
 * Completes parsing in one append: the file has been read, and the user's column mapping, if any,
 * is remembered for the next file with the same headers. Two files may finish at once; that one was
 * remembered first must not fail the other.
 */
import { isDeepStrictEqual } from "node:util";
import { columnsToRemember, leftOutPlaces } from "@rollcall/contacts";
import type { Fact } from "@rollcall/contracts";
import { type EventStore, execute, type StreamAppend } from "@rollcall/event-store";
import { mappingStreamOf, rememberedMapping } from "@rollcall/platform/remembered_mapping.ts";
import { appendHeld, type LifeEvents, mustBeFirst } from "./life_events.ts";
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
  life: LifeEvents,
  writer: RowWriter | undefined,
  end: Ending,
  headers: string[],
): Promise<void> {
  const remembers = end.type === "ParsingCompleted" && life.job.created!.personal?.mapping;
  if (!remembers) {
    if (writer) return await writer.finish(end);
    life.hold(end);
    return await appendHeld(store, life);
  }
  await writer?.finish();
  life.hold(end);
  const own = life.request();
  const result = await execute(store, {
    load: async () => [own, ...await toRemember(store, life, end, headers)],
    decide: (request) => request,
  });
  const isOfMemory = result.outcome === "conflict" && result.stream !== own.stream;
  mustBeFirst(isOfMemory ? await store.append([own]) : result);
}

/** Empty if it is remembered already. */
async function toRemember(
  store: EventStore,
  life: LifeEvents,
  end: Extract<Ending, { type: "ParsingCompleted" }>,
  headers: string[],
): Promise<StreamAppend[]> {
  const { data: { jobId, userId }, personal } = life.job.created!;
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
  return [{ stream, expectedVersion: version, events: [life.toEvent(fact)] }];
}
