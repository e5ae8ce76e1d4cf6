/**
 * Reading around an event that cannot be read: one of a version that newer code has published, or
 * whose sealed part was damaged. It must not hold up everybody (promise 6): in its place stands that
 * its job failed, and the rest of the log goes on. Newer code and a replay make it whole.
 */
import { parseStream, type RecordedEvent } from "@rollcall/contracts";
import type { EventHeader, EventStore, ReadLimit } from "@rollcall/event-store";
import { isAway } from "@rollcall/runtime/away.ts";
import type { Log } from "@rollcall/runtime/log.ts";

const MESSAGE = "A part of this job was written in a way that this version of Rollcall cannot " +
  "read. Nothing is lost: a newer version will show it.";

/** Like `store.readLog`, but an event that cannot be read is replaced by its job's failure. */
export async function readAround(
  store: EventStore,
  from: number,
  limit: Required<ReadLimit>,
  log: Log | undefined,
): Promise<RecordedEvent[]> {
  try {
    return await store.readLog(from, limit);
  } catch (error) {
    if (isAway(error)) throw error;
    // Somewhere in this page: look at them one by one, up to the first that cannot be read.
    return await readSingly(store, from, limit, log);
  }
}

async function readSingly(
  store: EventStore,
  from: number,
  { maxEvents, maxBytes }: Required<ReadLimit>,
  log: Log | undefined,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  while (events.length < maxEvents) {
    const at = from + events.length;
    try {
      const [event] = await store.readLog(at, { maxEvents: 1, maxBytes });
      if (!event) break;
      events.push(event);
    } catch (error) {
      if (isAway(error)) throw error;
      const [header] = await store.readHeaders(at, { maxEvents: 1 });
      const { position, type, schemaVersion } = header!;
      log?.error("an event cannot be read", {
        position,
        type,
        schema_version: schemaVersion,
        error,
      });
      events.push(standIn(header!));
      break;
    }
  }
  return events;
}

function standIn(header: EventHeader): RecordedEvent {
  const { id, stream, version, position, metadata, recordedAt } = header;
  const { kind, id: jobId } = parseStream(stream);
  const envelope = { id, stream, version, position, metadata, recordedAt, schemaVersion: 1 };
  // Of no job: what it was is of no use to anybody, and nothing stands in its place.
  if (kind === "upload-key" || kind === "mapping") {
    const data = { jobId: "", userId: "", sha256: "" };
    return { ...envelope, type: "UploadKeyUsed", data, personal: null };
  }
  const data = { jobId, stage: "parsing" as const, causeId: id, message: MESSAGE };
  return { ...envelope, type: "JobFailed", data, personal: null };
}
