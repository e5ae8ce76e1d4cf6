/**
 * A person's last mapping of files with the same headers: where it is kept, and what it is. The
 * parser keeps it and uses it; the preview shows what will be used.
 */
import { createHash } from "node:crypto";
import { headersKey } from "@rollcall/contacts";
import { mappingStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";

/** Field → place of its column from 0, null where no column is to be it. */
export type RememberedColumns = Record<string, number | null>;

/** The stream of these headers. It is the person's own, and its name tells nobody the headers. */
export function mappingStreamOf(userId: string, headers: string[]): string {
  const hash = createHash("sha256").update(`${userId}\n${headersKey(headers)}`).digest("hex");
  return mappingStream(hash);
}

/** What is remembered now, null where nothing is; and the version of its stream. */
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
