/**
 * A user's last mapping for files with the same headers: where it is stored and what it is. The
 * parser stores and applies it; the preview shows what will be applied.
 */
import { createHash } from "node:crypto";
import { headersKey } from "@rollcall/contacts";
import { mappingStream } from "@rollcall/contracts";
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

/** The remembered mapping, null if there is none; and the version of its stream. */
export async function rememberedMapping(
  store: EventStore,
  stream: string,
): Promise<{ version: number; columns: RememberedColumns | null }> {
  let version = 0;
  let columns: RememberedColumns | null = null;
  for await (const event of store.readStream(stream)) {
    version = event.version;
    if (event.type === "MappingRemembered") columns = event.data.columns;
  }
  return { version, columns };
}
