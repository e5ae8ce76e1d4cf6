/**
 * Routes commands: those on a small review run here, in the service's own event loop, those on a
 * large one in a thread. Work on a whole large review (a rule, its preview, undoing a batch,
 * finalising) is bulk work, which a user may run one at a time, across all processes.
 */
import { jobStream, type Metadata, sizeOfRowSet } from "@rollcall/contracts";
import type { Claims, EventStore } from "@rollcall/event-store";
import { LRUCache } from "lru-cache";
import type { RestoreCommand } from "./moments.ts";
import type { PreviewedCommand } from "./preview.ts";
import type {
  Busy,
  Executed,
  Previewed,
  RestorePreviewed,
  ReviewCommand,
  ReviewCommands,
} from "./review_commands.ts";
import type { Call } from "./threads/messages.ts";
import type { Threads } from "./threads/threads.ts";

/** Reviews with up to so many rows run in the event loop: the slowest rule takes 25 µs per row. */
export const LOOP_ROWS = 500;
/** Jobs whose size is cached. */
const REMEMBERED_JOBS = 10_000;
/** Retry-After when other bulk work of the user is running. */
const RETRY_S = 5;

export interface CommandRouterOptions {
  store: EventStore;
  /** for small reviews */
  here: ReviewCommands;
  /** for large ones */
  threads: Pick<Threads, "run">;
  /** users' claims on bulk work */
  claims: Pick<Claims, "take" | "release">;
}

interface Size {
  owner: string;
  rows: number;
}

export class CommandRouter implements ReviewCommands {
  readonly store: EventStore;
  readonly #options: CommandRouterOptions;
  readonly #sizes = new LRUCache<string, Size>({ max: REMEMBERED_JOBS });

  constructor(options: CommandRouterOptions) {
    this.#options = options;
    this.store = options.store;
  }

  async execute(
    jobId: string,
    userId: string | null,
    command: ReviewCommand,
    metadata: Metadata,
  ): Promise<Executed> {
    const owner = await this.#ownerOfLarge(jobId, userId);
    if (owner === undefined) {
      return await this.#options.here.execute(jobId, userId, command, metadata);
    }
    const call: Call = { execute: [jobId, userId, command, metadata] };
    return await this.#run(owner, call, isBulk(command), userId !== null) as Executed;
  }

  async preview(
    jobId: string,
    userId: string,
    command: PreviewedCommand,
  ): Promise<Previewed> {
    const owner = await this.#ownerOfLarge(jobId, userId);
    if (owner === undefined) return await this.#options.here.preview(jobId, userId, command);
    const call: Call = { preview: [jobId, userId, command] };
    return await this.#run(owner, call, isBulk(command), true) as Previewed;
  }

  async previewRestore(
    jobId: string,
    userId: string,
    command: RestoreCommand,
  ): Promise<RestorePreviewed> {
    const owner = await this.#ownerOfLarge(jobId, userId);
    if (owner === undefined) {
      return await this.#options.here.previewRestore(jobId, userId, command);
    }
    const call: Call = { previewRestore: [jobId, userId, command] };
    return await this.#run(owner, call, true, true) as RestorePreviewed;
  }

  /** Loads a large review, for the decisions to come. */
  async prepare(jobId: string): Promise<void> {
    const owner = await this.#ownerOfLarge(jobId, null);
    if (owner !== undefined) await this.#options.threads.run(owner, { prepare: [jobId] }, false);
  }

  /** @param isAsked whether a user asked for it rather than the system */
  async #run(owner: string, call: Call, bulk: boolean, isAsked: boolean): Promise<unknown> {
    const { threads, claims } = this.#options;
    if (!bulk || !isAsked) return await threads.run(owner, call, bulk);
    const key = `review/bulk/${owner}`;
    if (!await claims.take(key)) return oneAtATime();
    try {
      return await threads.run(owner, call, bulk);
    } finally {
      await claims.release(key);
    }
  }

  /** The owner of a large job; undefined if it is small, still being read, or another user's. */
  async #ownerOfLarge(jobId: string, userId: string | null): Promise<string | undefined> {
    const size = this.#sizes.get(jobId) ?? await this.#measure(jobId);
    if (!size || size.rows <= LOOP_ROWS) return undefined;
    return userId === null || userId === size.owner ? size.owner : undefined;
  }

  async #measure(jobId: string): Promise<Size | undefined> {
    let owner: string | undefined, rows: number | undefined;
    for await (const event of this.store.readStream(jobStream(jobId))) {
      if (event.type === "JobCreated") owner = event.data.userId;
      if (event.type === "ParsingCompleted") rows = event.data.totalRows;
    }
    if (owner === undefined || rows === undefined) return undefined;
    // It never changes: a file is read only once.
    const size = { owner, rows };
    this.#sizes.set(jobId, size);
    return size;
  }
}

function isBulk(command: ReviewCommand): boolean {
  switch (command.type) {
    case "resolve by rule":
    case "undo batch":
    case "restore":
    case "finalize":
      return true;
    case "resolve":
      // It affects every row's identity.
      return command.choice.action === "use_column";
    case "reopen":
    case "edit row":
      return false;
    case "change rows":
    case "exclude rows":
    case "bring back rows":
      return sizeOfRowSet(command.rowIds) > LOOP_ROWS;
  }
}

const oneAtATime = (): Busy => ({
  outcome: "busy",
  code: "BULK_WORK_RUNS",
  detail: "A preview, rule, undo or finalisation of yours is still running, and " +
    `only one runs at a time; try again in ${RETRY_S} s.`,
  limit: 1,
  retryAfterS: RETRY_S,
});
