/**
 * Skips events that cannot be read: of a version published by newer code, or with a damaged sealed
 * part. They must not block all others (promise 6): each is replaced by the failure of its job, and
 * the rest of the log goes on. Newer code and a replay repair this.
 */
import { parseStream, type RecordedEvent } from "@rollcall/contracts";
import type { EventHeader, EventStore, ReadLimit } from "@rollcall/event-store";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import type { Log } from "@rollcall/platform/log.ts";

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
    if (isUnavailable(error)) throw error;
    // It is somewhere in this page: read one by one up to the first unreadable event.
    return await readSingly(store, from, limit, log);
  }
}

async function readSingly(
  store: EventStore,
  from: number,
  { maxEvents, maxBytes, deferred }: Required<ReadLimit>,
  log: Log | undefined,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  while (events.length < maxEvents) {
    const at = from + events.length;
    try {
      const [event] = await store.readLog(at, { maxEvents: 1, maxBytes, deferred });
      if (!event) break;
      events.push(event);
    } catch (error) {
      if (isUnavailable(error)) throw error;
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
  // Not about a job: nothing needs to replace it.
  if (kind === "upload-key" || kind === "mapping") {
    const data = { jobId: "", userId: "" };
    return { ...envelope, type: "UploadKeyUsed", data, personal: null };
  }
  const data = { jobId, stage: "parsing" as const, causeId: id, message: MESSAGE };
  return { ...envelope, type: "JobFailed", data, personal: null };
}
