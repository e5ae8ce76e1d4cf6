/**
 * Commands of users who may still add something to the log; their effects are counted. Finalising is
 * never refused: whoever has reached the limit can still take his list, then delete jobs.
 */
import { formatNumber, type Metadata } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import type { ChangedBytes } from "./changed_bytes.ts";
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

/** What was changed goes with jobs that somebody deletes. */
const RETRY_S = 60;

export class WithinQuota implements ReviewCommands {
  readonly store: EventStore;

  constructor(
    readonly reviews: ReviewCommands,
    readonly changed: Pick<ChangedBytes, "reached" | "note" | "mostBytes">,
  ) {
    this.store = reviews.store;
  }

  async execute(
    jobId: string,
    userId: string | null,
    command: ReviewCommand,
    metadata: Metadata,
  ): Promise<Executed> {
    if (userId === null) return await this.reviews.execute(jobId, userId, command, metadata);
    const own = command.type === "finalize" ? undefined : await this.changed.reached(userId);
    if (own !== undefined) return tooMuch(own, this.changed.mostBytes);
    const executed = await this.reviews.execute(jobId, userId, command, metadata);
    if (executed.outcome === "done") this.changed.note(jobId, userId);
    return executed;
  }

  preview(jobId: string, userId: string, command: PreviewedCommand): Promise<Previewed> {
    return this.reviews.preview(jobId, userId, command);
  }

  previewRestore(
    jobId: string,
    userId: string,
    command: RestoreCommand,
  ): Promise<RestorePreviewed> {
    return this.reviews.previewRestore(jobId, userId, command);
  }
}

function tooMuch(own: number, limit: number): Busy {
  const detail = `Your decisions and changes have come to ${formatNumber(own)} bytes, and ${
    formatNumber(limit)
  } is the most. Delete jobs that you no longer need, then try again.`;
  return { outcome: "busy", code: "BYTES_CHANGED", detail, limit, retryAfterS: RETRY_S };
}
