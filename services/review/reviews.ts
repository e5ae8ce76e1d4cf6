/**
 * Executes commands on reviews: loads a job's review and rows, decides, appends, and keeps the folded
 * state. The next command presumes that nothing has happened since: its append proves it, and a
 * conflict makes it read what is new and decide again. Commands on one job are serialised; single
 * decisions that wait are decided one on top of another, and appended together. A deleted job is
 * treated as unknown.
 */
import { jobStream, type Metadata, reviewStream, type RowValues } from "@rollcall/contracts";
import { type EventStore, execute, newId, type StreamAppend } from "@rollcall/event-store";
import { decide, type Decided } from "./decide.ts";
import { type Needs, outcomeOf } from "./deciding.ts";
import { refuse, type Refused } from "./direct_effects.ts";
import { readMoment, type RestoreCommand } from "./moments.ts";
import {
  type ChangePreview,
  type Preview,
  previewChange,
  type PreviewedCommand,
  previewRestore,
  previewRule,
} from "./preview.ts";
import { restore, type Restoring } from "./restore.ts";
import { apply, copyReview, type Review } from "./review.ts";
import { type CachedReview, ReviewCache } from "./review_cache.ts";
import type {
  Executed,
  Previewed,
  RestorePreviewed,
  ReviewCommand,
  ReviewCommands,
  Unknown,
  Waiting,
} from "./review_commands.ts";
import type { RowIndex } from "./rows.ts";
import { lookUp } from "./stored_rows.ts";

/** Decisions that are appended together, at most. */
const TOGETHER = 64;
/**
 * Tries of a command. A process that lost reads before it tries again, and one that won does not, so
 * that the same may win many times in a row where two have many decisions on one job.
 */
const TRIES = 50;
/** In a larger review each decision is a turn of its own: to copy it takes longer than an append. */
const COPIED_ISSUES = 20_000;

export class Reviews implements ReviewCommands {
  readonly #cache: ReviewCache;

  /** @param cacheSizes see review_cache.ts */
  constructor(
    readonly store: EventStore,
    ...cacheSizes: [cachedRows?: number, keptBytes?: number]
  ) {
    this.#cache = new ReviewCache(store, ...cacheSizes);
  }

  async execute(
    jobId: string,
    userId: string | null,
    command: ReviewCommand,
    metadata: Metadata,
  ): Promise<Executed> {
    const entry = await this.#entryOf(jobId, userId);
    if (!entry) return { outcome: "unknown job" };
    const answer = Promise.withResolvers<Executed>();
    // It tells the events of one command from those of the next.
    const causationId = metadata.causationId ?? newId();
    entry.waiting.push({ command, metadata: { ...metadata, causationId }, answer });
    // Failures are reported by each command's own answer.
    this.#queue(jobId, entry, () => this.#takeTurn(jobId, entry)).catch(() => {});
    return await answer.promise;
  }

  async preview(
    jobId: string,
    userId: string,
    command: PreviewedCommand,
  ): Promise<Previewed> {
    return await this.#inTurn(jobId, userId, async (entry) => {
      if (!await this.#cache.catchUp(jobId, entry)) return { outcome: "unknown job" };
      const { review, index } = entry;
      return await this.#withRows<Preview | ChangePreview | Refused>(jobId, index, (known) => {
        return command.type === "resolve by rule"
          ? previewRule(jobId, review, index, known, command)
          : previewChange(jobId, review, index, known, command);
      });
    });
  }

  async previewRestore(
    jobId: string,
    userId: string,
    command: RestoreCommand,
  ): Promise<RestorePreviewed> {
    return await this.#inTurn(jobId, userId, async (entry) => {
      if (!await this.#cache.catchUp(jobId, entry)) return { outcome: "unknown job" };
      const restoring = await this.#restore(jobId, entry.review, entry.index, command);
      return restoring.outcome === "refused" ? restoring : previewRestore(restoring);
    });
  }

  /** Loads a job's review and rows, for the decisions to come. */
  async prepare(jobId: string): Promise<void> {
    await this.#inTurn(jobId, null, (entry) => this.#cache.catchUp(jobId, entry));
  }

  /** Drops cached data of erased jobs; a command in progress will find its job deleted. */
  forget(jobIds: string[]): void {
    for (const jobId of jobIds) this.#cache.drop(jobId);
  }

  /** Whether anything of a job is cached. */
  holds(jobId: string): boolean {
    return this.#cache.holds(jobId);
  }

  /** Does the work once all earlier work on this job is done. */
  async #inTurn<T>(
    jobId: string,
    userId: string | null,
    work: (entry: CachedReview) => Promise<T>,
  ): Promise<T | Unknown> {
    const entry = await this.#entryOf(jobId, userId);
    return entry ? await this.#queue(jobId, entry, () => work(entry)) : { outcome: "unknown job" };
  }

  /** @throws what the work throws; then nothing stays cached of the job */
  #queue<T>(jobId: string, entry: CachedReview, work: () => Promise<T>): Promise<T> {
    const run = entry.last.then(work);
    entry.last = run.catch(() => {
      entry.isLoaded = false;
      this.#cache.drop(jobId);
    });
    return run;
  }

  /** Undefined where the job is unknown, or another user's. */
  async #entryOf(jobId: string, userId: string | null): Promise<CachedReview | undefined> {
    const entry = await this.#cache.get(jobId);
    return entry && (userId === null || entry.owner === userId) ? entry : undefined;
  }

  /** Answers the commands that wait, as many as go together. */
  async #takeTurn(jobId: string, entry: CachedReview): Promise<void> {
    const group = takeTogether(entry);
    // An earlier turn may have taken all of them.
    if (!group.length) return;
    let isSent = false;
    try {
      const answers = await this.#run(jobId, entry, group, () => isSent = true);
      group.forEach(({ answer }, i) => answer.resolve(answers[i]!));
    } catch (error) {
      // Nobody knows whether the log has what was sent. What was not sent gets another turn.
      const failed = isSent ? group : group.slice(0, 1);
      entry.waiting.unshift(...group.slice(failed.length));
      for (const { answer } of failed) answer.reject(error);
      throw error;
    }
  }

  /** @param sending called before anything is appended */
  async #run(
    jobId: string,
    entry: CachedReview,
    group: Waiting[],
    sending: () => void,
  ): Promise<Executed[]> {
    let isProven = !entry.isLoaded;
    let thoughts: (Decided | Refused)[] = [];
    const load = () => {
      isProven = true;
      return this.#cache.catchUp(jobId, entry);
    };
    const result = await execute(this.store, {
      tries: TRIES,
      ...(entry.isLoaded && { presumed: true }),
      load,
      decide: async (isThere): Promise<StreamAppend[] | { outcome: "unknown" | "nothing" }> => {
        if (!isThere) return { outcome: "unknown" };
        thoughts = await this.#decideAll(jobId, entry, group);
        // Without an append, nothing proves that what was presumed is true.
        if (!isProven && !thoughts.some(changes)) {
          if (!await load()) return { outcome: "unknown" };
          thoughts = await this.#decideAll(jobId, entry, group);
        }
        const events = thoughts.flatMap((thought, i) => {
          if (thought.outcome === "refused") return [];
          const { metadata } = group[i]!;
          return thought.facts.map((fact) => ({ ...fact, id: newId(), metadata }));
        });
        if (!events.length) return { outcome: "nothing" };
        sending();
        return [
          { stream: reviewStream(jobId), expectedVersion: entry.review.version, events },
          // Conflicts if the job is deleted in between.
          { stream: jobStream(jobId), expectedVersion: entry.jobVersion, events: [] },
        ];
      },
    });
    if (result.outcome === "unknown") return group.map(() => ({ outcome: "unknown job" }));
    if (result.outcome === "conflict") {
      const detail = "Others are deciding on this job at the same time; try again.";
      return group.map(() => refuse(409, "BUSY", detail));
    }
    if (result.outcome === "appended") {
      // The events of one append have positions without a gap.
      const facts = thoughts.flatMap((thought) => "facts" in thought ? thought.facts : []);
      entry.review.position = result.position - facts.length;
    }
    return thoughts.map((thought) => {
      return thought.outcome === "refused" ? thought : done(entry.review, thought);
    });
  }

  /** Each command on top of those before it. */
  async #decideAll(
    jobId: string,
    { review, index }: CachedReview,
    group: Waiting[],
  ): Promise<(Decided | Refused)[]> {
    // The review itself changes once its facts have a position in the log.
    const tried = group.length > 1 ? copyReview(review) : review;
    const thoughts: (Decided | Refused)[] = [];
    for (const { command } of group) {
      const thought = command.type === "restore"
        ? await this.#restore(jobId, tried, index, command)
        : await this.#withRows(jobId, index, (known) => {
          return decide(jobId, tried, index, known, command);
        });
      if (group.length > 1 && thought.outcome === "decided") {
        for (const fact of thought.facts) apply(tried, fact);
      }
      thoughts.push(thought);
    }
    return thoughts;
  }

  async #restore(
    jobId: string,
    review: Review,
    index: RowIndex,
    command: RestoreCommand,
  ): Promise<Restoring | Refused> {
    const moment = await readMoment(this.store, jobId, review, command);
    if ("outcome" in moment) return moment;
    return await this.#withRows<Restoring | Refused>(jobId, index, (known) => {
      return outcomeOf(restore(jobId, review, index, known, moment));
    });
  }

  /** Runs a pure decision, looking up the rows that it needs. */
  async #withRows<Thought extends { outcome: string }>(
    jobId: string,
    index: RowIndex,
    think: (known: Map<number, RowValues>) => Thought | Needs,
  ): Promise<Thought> {
    const known = new Map<number, RowValues>();
    for (;;) {
      const thought = think(known);
      if (!isNeeds(thought)) return thought;
      await lookUp(this.store, jobId, index, thought.rowIds, known);
    }
  }
}

/** Takes the next command, and those behind it that can be appended with it. */
function takeTogether({ waiting, review }: CachedReview): Waiting[] {
  const isSmall = review.issues.size <= COPIED_ISSUES;
  const other = waiting.findIndex(({ command }) => !isSingle(command));
  const singles = Math.min(other < 0 ? waiting.length : other, isSmall ? TOGETHER : 1);
  return waiting.splice(0, Math.max(1, singles));
}

/** Whether a command is a decision that does not depend on log positions. */
function isSingle(command: ReviewCommand): boolean {
  return command.type === "resolve" && command.choice.action !== "use_column";
}

const changes = (thought: Decided | Refused) => "facts" in thought && thought.facts.length > 0;

/** Folds what was appended, and says what came of it. */
function done(review: Review, thought: Decided | Restoring): Executed {
  const { facts, issueCount, stayed } = thought;
  const restored = "undone" in thought && { undone: thought.undone, redone: thought.redone };
  for (const fact of facts) {
    review.version++;
    review.position++;
    apply(review, fact);
  }
  const { position, finalized, listVersion } = review;
  const list = finalized && { version: listVersion, contactCount: finalized.contactCount };
  const changed = "changed" in thought ? thought.changed : undefined;
  return {
    outcome: "done",
    issueCount,
    ...(stayed && { stayed }),
    ...(restored && { restored }),
    ...(changed && { changed }),
    version: position,
    list,
  };
}

const isNeeds = (thought: { outcome: string }): thought is Needs => thought.outcome === "needs";
