/**
 * A job's owner: the user who uploaded its file, according to the log. Only the event that opened
 * the job names the user; later events of the system do not.
 */
import { createHash } from "node:crypto";
import { jobStream, type Metadata, parseStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { LRUCache } from "lru-cache";

/** Jobs whose owners are remembered. */
const REMEMBERED_JOBS = 10_000;

export class JobOwners {
  readonly #known = new LRUCache<string, { owner: string | null }>({ max: REMEMBERED_JOBS });

  constructor(readonly store: Pick<EventStore, "openedBy">) {}

  /**
   * The owner of the job that an event belongs to; null if there is no job or no owner.
   * @throws where the store is away
   */
  async of(event: { type: string; stream: string; metadata: Metadata }): Promise<string | null> {
    const { kind, id } = parseStream(event.stream);
    if (kind === "mapping" || kind === "upload-key") return event.metadata.userId;
    if (event.type === "JobCreated") this.#known.set(id, { owner: event.metadata.userId });
    const known = this.#known.get(id);
    if (known) return known.owner;
    const owner = await this.store.openedBy(jobStream(id));
    this.#known.set(id, { owner });
    return owner;
  }
}

/**
 * An owner's id for the bus: a stable hash that reveals nothing. Another issuer's user ids may be
 * e-mail addresses.
 */
export function opaqueOwner(owner: string): string {
  return createHash("sha256").update(owner).digest("base64url");
}
