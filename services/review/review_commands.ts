/** What can be asked of reviews, here or in a thread, and what comes of it. */
import type { Metadata } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import type { DecisionCommand as Decision } from "./decide.ts";
import type { Refused, RowsChanged, Stayed } from "./direct_effects.ts";
import type { RestoreCommand } from "./moments.ts";
import type { ChangePreview, Preview, PreviewedCommand, RestoreEffect } from "./preview.ts";

export type ReviewCommand = Decision | RestoreCommand;

export interface Unknown {
  outcome: "unknown job";
}

/**
 * `version` is the log position from which readers see the command's effect; `list` is the current
 * clean list.
 */
export type Executed =
  | {
    outcome: "done";
    issueCount: number;
    stayed?: Stayed;
    changed?: RowsChanged;
    /** of a command that goes back or forward: issues */
    restored?: { undone: number; redone: number };
    version: number;
    list: CreatedList | undefined;
  }
  | Unknown
  | Refused
  | Busy;

export interface CreatedList {
  version: number;
  contactCount: number;
}

export type Previewed = Preview | ChangePreview | Unknown | Refused | Busy;
export type RestorePreviewed = RestoreEffect | Unknown | Refused | Busy;

/** Temporarily refused: the user has reached a limit of his own. */
export interface Busy {
  outcome: "busy";
  code: string;
  detail: string;
  /** how much of it he may have at once, or over time */
  limit: number;
  /** when to retry */
  retryAfterS: number;
}

/** Executes commands on reviews, here or in a thread. */
export interface ReviewCommands {
  readonly store: EventStore;

  /**
   * Executes a command.
   * @param userId the user, for whom other users' jobs are unknown. Null: the system itself
   */
  execute(
    jobId: string,
    userId: string | null,
    command: ReviewCommand,
    metadata: Metadata,
  ): Promise<Executed>;

  /** Previews a rule or a change of rows; changes nothing. */
  preview(jobId: string, userId: string, command: PreviewedCommand): Promise<Previewed>;

  /** Says what going back to a moment would do; changes nothing. */
  previewRestore(
    jobId: string,
    userId: string,
    command: RestoreCommand,
  ): Promise<RestorePreviewed>;
}

/** A command that waits for its turn on a job. */
export interface Waiting {
  command: ReviewCommand;
  metadata: Metadata;
  answer: PromiseWithResolvers<Executed>;
}
