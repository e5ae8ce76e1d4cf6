/**
 * A user's last mapping for files with the same headers: where it is stored and what it is. The
 * parser stores and applies it; the preview shows what will be applied.
 */
import { createHash } from "node:crypto";
import { headersKey } from "@rollcall/contacts";
import { type ColumnTreatment, jobStream, mappingStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";

/** Field → index of its column from 0; null for no column. */
export type RememberedColumns = Record<string, number | null>;

/**
 * The stream for these headers. It belongs to the user, and its name does not reveal the headers.
 */
export function mappingStreamOf(userId: string, headers: string[]): string {
  const hash = createHash("sha256").update(`${userId}\n${headersKey(headers)}`).digest("hex");
  return mappingStream(hash);
}

/** What is remembered for some headers. */
export interface Memory {
  /** of its stream */
  version: number;
  /** null if nothing is */
  columns: RememberedColumns | null;
  /** the job by which it was remembered, which says the rest, and when */
  jobId: string | null;
  at: string | null;
}

/** The remembered mapping, and the version of its stream. */
export async function rememberedMapping(store: EventStore, stream: string): Promise<Memory> {
  const memory: Memory = { version: 0, columns: null, jobId: null, at: null };
  for await (const event of store.readStream(stream)) {
    memory.version = event.version;
    if (event.type !== "MappingRemembered") continue;
    const { columns, jobId } = event.data;
    Object.assign(memory, { columns, jobId, at: event.recordedAt });
  }
  return memory;
}

/**
 * What was said of the columns that are no field, as the job has it by which the mapping was
 * remembered: people's words, which are sealed with that job and gone with it.
 */
export async function rememberedTreatments(
  store: EventStore,
  { jobId }: Pick<Memory, "jobId">,
): Promise<ColumnTreatment[]> {
  if (jobId === null) return [];
  for await (const event of store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) {
    return event.type === "JobCreated" ? event.personal?.columns ?? [] : [];
  }
  return [];
}
