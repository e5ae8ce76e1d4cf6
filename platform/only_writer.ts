/**
 * Appends by a worker that is alone on its streams, beside the command loop: it writes what it reads
 * from a file, batch by batch, and has nothing to decide again. A conflict says that another worker
 * does the same work, or that the job was changed, such as deleted: it stops, and its message comes
 * again.
 */
import type { AppendOutcome, EventStore, StreamAppend } from "@rollcall/event-store";

class WrittenElsewhere extends Error {
  override name = "WrittenElsewhere";
}

/** @throws if another process has appended to one of the streams */
export async function appendAlone(store: EventStore, request: StreamAppend[]): Promise<void> {
  mustBeAlone(await store.append(request));
}

/** @throws if the outcome is a conflict */
export function mustBeAlone(result: AppendOutcome | { outcome: "appended" }): void {
  if (result.outcome !== "conflict") return;
  throw new WrittenElsewhere(`another process moved ${result.stream} to version ${result.version}`);
}
