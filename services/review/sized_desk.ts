/**
 * Where a command is carried out: a small review's here, in the service's own event loop, a large
 * one's in a thread. What goes through a whole large review (a rule, its preview, the undo of a
 * batch, finalising) is bulk work, of which a user has one at a time, over all processes.
 */
import { jobStream, type Metadata } from "@rollcall/contracts";
import type { Claims, EventStore } from "@rollcall/event-store";
import type { Command } from "./decide.ts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import type { Busy, Desk, Executed, Previewed } from "./reviews.ts";
import type { Call } from "./threads/messages.ts";
import type { Threads } from "./threads/threads.ts";

/** Rows up to which a job's review is decided in the event loop: the slowest rule takes 25 µs a row. */
export const LOOP_ROWS = 500;
/** Jobs whose size is remembered. */
const REMEMBERED_JOBS = 10_000;
/** When who is told that other bulk work of theirs is running may come back. */
const COME_BACK_S = 5;

export interface SizedDeskOptions {
  store: EventStore;
  /** for small reviews */
  here: Desk;
  /** for large ones */
  threads: Pick<Threads, "run">;
  /** who is at bulk work */
  claims: Pick<Claims, "take" | "release">;
}

interface Size {
  owner: string;
  rows: number;
}

export class SizedDesk implements Desk {
  readonly store: EventStore;
  readonly #options: SizedDeskOptions;
  readonly #sizes = new Map<string, Size>();

  constructor(options: SizedDeskOptions) {
    this.#options = options;
    this.store = options.store;
  }

  async execute(
    jobId: string,
    userId: string | null,
    command: Command,
    metadata: Metadata,
  ): Promise<Executed> {
    const owner = await this.#ownerOfLarge(jobId, userId);
    if (owner === undefined) {
      return await this.#options.here.execute(jobId, userId, command, metadata);
    }
    const call: Call = { execute: [jobId, userId, command, metadata] };
    return await this.#run(owner, call, isBulk(command), userId !== null) as Executed;
  }

  async preview(jobId: string, userId: string, command: RuleCommand): Promise<Previewed> {
    const owner = await this.#ownerOfLarge(jobId, userId);
    if (owner === undefined) return await this.#options.here.preview(jobId, userId, command);
    return await this.#run(owner, { preview: [jobId, userId, command] }, true, true) as Previewed;
  }

  /** @param isAsked whether the user asked for it, and not the system itself */
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

  /** Of a job that is small, not read to its end, or not the user's: undefined. */
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
    // It never changes: a file is read to its end once.
    const size = { owner, rows };
    this.#sizes.set(jobId, size);
    if (this.#sizes.size > REMEMBERED_JOBS) this.#sizes.delete(this.#sizes.keys().next().value!);
    return size;
  }
}

function isBulk(command: Command): boolean {
  switch (command.type) {
    case "resolve by rule":
    case "undo batch":
    case "finalize":
      return true;
    case "resolve":
      // It changes whom every row names.
      return command.choice.action === "use_column";
    case "reopen":
      return false;
  }
}

const oneAtATime = (): Busy => ({
  outcome: "busy",
  code: "BULK_WORK_RUNS",
  detail:
    "A preview, rule, undo or finalisation that you asked for is still being worked on, and " +
    `only one runs at a time; try again in ${COME_BACK_S} s.`,
  retryAfterS: COME_BACK_S,
});
