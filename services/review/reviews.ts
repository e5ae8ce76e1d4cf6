/**
 * Executes commands on reviews: loads a job's review and rows, decides, appends, and caches the
 * folded state. The next command presumes that nothing has happened since: its append proves it, and
 * a conflict makes it read what is new and decide again. Commands on one job are serialised; single
 * decisions that wait are decided one on top of another, and appended together. A deleted job is
 * treated as unknown.
 */
import { jobStream, type Metadata, reviewStream, type RowValues } from "@rollcall/contracts";
import { type EventStore, execute, newId, type StreamAppend } from "@rollcall/event-store";
import { type Command as Decision, decide, type Decided, needing, type Needs } from "./decide.ts";
import { KeptValues } from "./kept_values.ts";
import { readMoment, type RestoreCommand } from "./moments.ts";
import {
  type ChangePreview,
  type Preview,
  previewChange,
  type PreviewedCommand,
  previewRestore,
  previewRule,
  type RestorePreview,
} from "./preview.ts";
import { restore, type Restoring } from "./restore.ts";
import { apply, copyReview, evolve, initialReview, type Review } from "./review.ts";
import { emptyIndex, type RowIndex } from "./rows.ts";
import { refuse, type Refused, type RowsChanged, type Stayed } from "./direct_effects.ts";
import { lookUp, readIndex } from "./stored_rows.ts";

export type Command = Decision | RestoreCommand;

interface Unknown {
  outcome: "unknown job";
}

/**
 * `version` is the log position from which readers see the command's effect; `list` is the current
 * clean list.
 */
export type Executed =
  | {
    outcome: "done";
    settled: number;
    stayed?: Stayed;
    changed?: RowsChanged;
    /** of a command that goes back or forward: issues */
    restored?: { undone: number; redone: number };
    version: number;
    list: CleanList | undefined;
  }
  | Unknown
  | Refused
  | Busy;

export interface CleanList {
  version: number;
  contactCount: number;
}

export type Previewed = Preview | ChangePreview | Unknown | Refused | Busy;
export type RestorePreviewed = RestorePreview | Unknown | Refused | Busy;

/** Temporarily refused: other work of the same user is in progress. */
export interface Busy {
  outcome: "busy";
  code: string;
  detail: string;
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
    command: Command,
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

interface Entry {
  owner: string;
  /** of the job's stream, which a deletion advances */
  jobVersion: number;
  review: Review;
  index: RowIndex;
  /** whether the review was read: then it is up to date, or an append on it conflicts */
  isLoaded: boolean;
  /** the last work on this job, for which the next one waits */
  last: Promise<unknown>;
  /** commands that wait for their turn, in their order */
  waiting: Waiting[];
}

interface Waiting {
  command: Command;
  metadata: Metadata;
  answer: PromiseWithResolvers<Executed>;
}

/** Decisions that are appended together, at most. */
const TOGETHER = 64;
/**
 * Tries of a command. A process that lost reads before it tries again, and one that won does not, so
 * that the same may win many times in a row where two have many decisions on one job.
 */
const TRIES = 50;
/** In a larger review each decision is a turn of its own: to copy it takes longer than an append. */
const COPIED_ISSUES = 20_000;

/** Cached rows (addresses) over all jobs; the least recently used job is evicted first. */
const CACHED_ROWS = 1_000_000;
const CACHED_JOBS = 500;
/** Cached values of rows over all jobs; those of the least recently used job are evicted first. */
const KEPT_BYTES = 32 << 20;
/**
 * The same for one job while its rows are read, since repeated addresses are not known in advance.
 */
const HELD_BYTES = 64 << 20;

export class Reviews implements ReviewCommands {
  readonly #entries = new Map<string, Entry>();

  /**
   * @param cachedRows cached rows of all jobs; a single job may exceed it
   * @param keptBytes cached values
   */
  constructor(
    readonly store: EventStore,
    readonly cachedRows = CACHED_ROWS,
    readonly keptBytes = KEPT_BYTES,
  ) {}

  async execute(
    jobId: string,
    userId: string | null,
    command: Command,
    metadata: Metadata,
  ): Promise<Executed> {
    const entry = await this.#entryOf(jobId, userId);
    if (!entry) return { outcome: "unknown job" };
    const answer = Promise.withResolvers<Executed>();
    // By it the events of one command are told from those of the next.
    const causationId = metadata.causationId ?? newId();
    entry.waiting.push({ command, metadata: { ...metadata, causationId }, answer });
    // Whoever fails is told by its own answer.
    this.#queue(jobId, entry, () => this.#takeTurn(jobId, entry)).catch(() => {});
    return await answer.promise;
  }

  async preview(
    jobId: string,
    userId: string,
    command: PreviewedCommand,
  ): Promise<Previewed> {
    return await this.#inTurn(jobId, userId, async (entry) => {
      if (!await this.#catchUp(jobId, entry)) return { outcome: "unknown job" };
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
      if (!await this.#catchUp(jobId, entry)) return { outcome: "unknown job" };
      const restoring = await this.#restore(jobId, entry.review, entry.index, command);
      return restoring.outcome === "refused" ? restoring : previewRestore(restoring);
    });
  }

  /** Loads a job's review and rows, for the decisions to come. */
  async prepare(jobId: string): Promise<void> {
    await this.#inTurn(jobId, null, (entry) => this.#catchUp(jobId, entry));
  }

  /** Drops cached data of erased jobs; a command in progress will find its job deleted. */
  forget(jobIds: string[]): void {
    for (const jobId of jobIds) this.#entries.delete(jobId);
  }

  /** Whether anything of a job is cached. */
  holds(jobId: string): boolean {
    return this.#entries.has(jobId);
  }

  /** Does the work once all earlier work on this job is done. */
  async #inTurn<T>(
    jobId: string,
    userId: string | null,
    work: (entry: Entry) => Promise<T>,
  ): Promise<T | Unknown> {
    const entry = await this.#entryOf(jobId, userId);
    return entry ? await this.#queue(jobId, entry, () => work(entry)) : { outcome: "unknown job" };
  }

  /** @throws what the work throws; then nothing stays cached of the job */
  #queue<T>(jobId: string, entry: Entry, work: () => Promise<T>): Promise<T> {
    const run = entry.last.then(work);
    entry.last = run.catch(() => {
      entry.isLoaded = false;
      this.#entries.delete(jobId);
    });
    return run;
  }

  /** Undefined where the job is unknown, or another user's. */
  async #entryOf(jobId: string, userId: string | null): Promise<Entry | undefined> {
    const entry = await this.#entry(jobId);
    return entry && (userId === null || entry.owner === userId) ? entry : undefined;
  }

  /** Answers the commands that wait, as many as go together. */
  async #takeTurn(jobId: string, entry: Entry): Promise<void> {
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
    entry: Entry,
    group: Waiting[],
    sending: () => void,
  ): Promise<Executed[]> {
    let isProven = !entry.isLoaded;
    let thoughts: (Decided | Refused)[] = [];
    const load = () => {
      isProven = true;
      return this.#catchUp(jobId, entry);
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
    { review, index }: Entry,
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
      return needing(() => restore(jobId, review, index, known, moment));
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

  async #entry(jobId: string): Promise<Entry | undefined> {
    const cached = this.#entries.get(jobId);
    if (cached) {
      this.#entries.delete(jobId);
      this.#entries.set(jobId, cached);
      return cached;
    }
    for await (const event of this.store.readStream(jobStream(jobId), 0, { maxEvents: 1 })) {
      if (event.type !== "JobCreated") break;
      const entry: Entry = {
        owner: event.data.userId,
        jobVersion: event.version,
        review: initialReview(),
        index: emptyIndex(event.data),
        isLoaded: false,
        last: Promise.resolve(),
        waiting: [],
      };
      // Two concurrent first commands must share one entry.
      const raced = this.#entries.get(jobId) ?? entry;
      this.#entries.set(jobId, raced);
      this.#evict();
      return raced;
    }
    return undefined;
  }

  /** Reads newer events. False if the job was deleted: its entry is dropped. */
  async #catchUp(jobId: string, entry: Entry): Promise<boolean> {
    const [isThere] = await Promise.all([
      this.#readJob(jobId, entry),
      this.#readReview(jobId, entry.review),
    ]);
    if (!isThere) {
      this.#entries.delete(jobId);
      return false;
    }
    entry.isLoaded = true;
    // The rows are complete before the first issue is opened, and never change afterwards.
    if (!entry.review.ready || entry.index.batches.length) return true;
    const index = emptyIndex(entry.index);
    await readIndex(this.store, jobId, index, { keptBytes: this.keptBytes, heldBytes: HELD_BYTES });
    // All or nothing: half an index would finalise half a list.
    entry.index = index;
    this.#evict();
    return true;
  }

  async #readJob(jobId: string, entry: Entry): Promise<boolean> {
    for await (const event of this.store.readStream(jobStream(jobId), entry.jobVersion)) {
      // Commands that waited for this one find the job deleted, too.
      if (event.type === "JobDeleted") return false;
      // Where nobody said where phones are at home, the file may have.
      if (event.type === "FileRecognized") entry.index.region ??= event.data.region?.code ?? null;
      entry.jobVersion = event.version;
    }
    return true;
  }

  async #readReview(jobId: string, review: Review): Promise<void> {
    for await (const event of this.store.readStream(reviewStream(jobId), review.version)) {
      evolve(review, event);
    }
  }

  #evict(): void {
    this.#dropValues();
    let rows = 0;
    for (const { index } of this.#entries.values()) rows += index.emails.length;
    for (const [jobId, { index }] of this.#entries) {
      const fits = rows <= this.cachedRows && this.#entries.size <= CACHED_JOBS;
      if (fits || this.#entries.size === 1) return;
      this.#entries.delete(jobId);
      rows -= index.emails.length;
    }
  }

  /** Evicts the values of the least recently used jobs; they are looked up from then on. */
  #dropValues(): void {
    const indexes = [...this.#entries.values()].map(({ index }) => index);
    let bytes = indexes.reduce((sum, { kept }) => sum + kept.bytes, 0);
    for (const index of indexes) {
      if (bytes <= this.keptBytes) return;
      bytes -= index.kept.bytes;
      index.kept = new KeptValues();
    }
  }
}

/** Takes the next command, and those behind it that can be appended with it. */
function takeTogether({ waiting, review }: Entry): Waiting[] {
  const isSmall = review.issues.size <= COPIED_ISSUES;
  const other = waiting.findIndex(({ command }) => !isSingle(command));
  const singles = Math.min(other < 0 ? waiting.length : other, isSmall ? TOGETHER : 1);
  return waiting.splice(0, Math.max(1, singles));
}

/** Whether a command is a decision that does not depend on log positions. */
function isSingle(command: Command): boolean {
  return command.type === "resolve" && command.choice.action !== "use_column";
}

const changes = (thought: Decided | Refused) => "facts" in thought && thought.facts.length > 0;

/** Folds what was appended, and says what came of it. */
function done(review: Review, thought: Decided | Restoring): Executed {
  const { facts, settled, stayed } = thought;
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
    settled,
    ...(stayed && { stayed }),
    ...(restored && { restored }),
    ...(changed && { changed }),
    version: position,
    list,
  };
}

const isNeeds = (thought: { outcome: string }): thought is Needs => thought.outcome === "needs";
