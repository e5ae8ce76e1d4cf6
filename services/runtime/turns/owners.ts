/**
 * Whose a job is: the user who uploaded its file, as the log has it. Only the event that opened the
 * job names him; what the system does because of it names nobody.
 */
import { createHash } from "node:crypto";
import { jobStream, type Metadata, parseStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";

/** Jobs whose owners are remembered. */
const REMEMBERED_JOBS = 10_000;

export class Owners {
  readonly #known = new Map<string, string | null>();

  constructor(readonly store: Pick<EventStore, "openedBy">) {}

  /**
   * The owner of the job that an event belongs to; null where it belongs to none, or nobody's.
   * @throws where the store is away
   */
  async of(event: { type: string; stream: string; metadata: Metadata }): Promise<string | null> {
    const { kind, id } = parseStream(event.stream);
    if (kind === "mapping" || kind === "upload-key") return event.metadata.userId;
    if (event.type === "JobCreated") this.#remember(id, event.metadata.userId);
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const owner = await this.store.openedBy(jobStream(id));
    this.#remember(id, owner);
    return owner;
  }

  #remember(jobId: string, owner: string | null): void {
    this.#known.set(jobId, owner);
    if (this.#known.size > REMEMBERED_JOBS) this.#known.delete(this.#known.keys().next().value!);
  }
}

/**
 * An owner as he is told to the bus: the same text each time, from which nobody learns who it is.
 * Another issuer's user ids may be addresses.
 */
export function opaqueOwner(owner: string): string {
  return createHash("sha256").update(owner).digest("base64url");
}
