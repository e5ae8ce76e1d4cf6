/**
 * Listing and redriving dead letters and the jobs that were set aside. A job is resumed by an event,
 * which wakes the stage that failed; its message, if any, is then obsolete: a job that the sweep over
 * the log gave up has none. Any other message goes back to its source queue. Both are harmless if
 * repeated (promises 4 and 6).
 */
import { isUuid, parseStream } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import {
  type BusClients,
  type ConsumerName,
  countDeadLetters,
  type DeadLetter,
  discard,
  readDeadLetters,
  returnToQueue,
  type Topology,
} from "@rollcall/platform/bus/mod.ts";
import { retryJob } from "@rollcall/platform/job_failures.ts";
import { loadJob, type PipelineJob } from "@rollcall/platform/pipeline_job.ts";
import { FailedJobCounter } from "./failed_jobs.ts";

/** What was sent on again, or found to be nowhere. */
export type Redriven =
  | { what: "job"; jobId: string; messageId?: string }
  | { what: "message"; messageId: string; consumer: ConsumerName }
  | { what: "nothing"; id: string };

export class DeadLetterCommands {
  readonly #failed: FailedJobCounter;

  constructor(
    readonly store: EventStore,
    readonly bus: BusClients,
    readonly topology: Topology,
    failed = new FailedJobCounter(store),
  ) {
    this.#failed = failed;
  }

  /** A line for each queue, and one for each message; then the jobs set aside without a message. */
  async list(): Promise<string[]> {
    const lines: string[] = [];
    const withMessage = new Set<string>();
    const counts = await countDeadLetters(this.bus, this.topology);
    for (const [name, count] of Object.entries(counts)) {
      lines.push(`${name.padEnd(12)} ${count}`);
      if (!count) continue;
      for await (const letter of readDeadLetters(this.bus, this.topology, name as ConsumerName)) {
        const jobId = jobIdOf(letter), job = await this.#jobOf(letter);
        if (jobId !== undefined) withMessage.add(jobId);
        const what = letter.event ? `${letter.event.event.type} of ${jobId}` : "unreadable";
        const state = job?.failed ? `FAILED in ${job.failed.stage}` : "";
        lines.push(`  ${letter.messageId}  ${letter.sentAt}  ${what}  ${state}`.trimEnd());
      }
    }
    const alone = [...await this.#failed.setAside()].filter(([jobId]) => !withMessage.has(jobId));
    lines.push(`no message   ${alone.length}`);
    for (const [jobId, { stage }] of alone) lines.push(`  ${jobId}  FAILED in ${stage}`);
    return lines;
  }

  /**
   * A message and its job's failure, or a job's failure, as text; undefined if there is neither such
   * a message nor such a job set aside.
   */
  async show(id: string): Promise<string | undefined> {
    for await (const letter of this.#letters()) {
      if (letter.messageId !== id) continue;
      const failed = (await this.#jobOf(letter))?.failed;
      return [
        `queue     ${letter.consumer}`,
        `sent      ${letter.sentAt}`,
        `receives  ${letter.receives}`,
        ...(failed ? [`failed    ${failed.stage}: ${failed.message}`] : []),
        letter.event ? JSON.stringify(letter.event, null, 2) : letter.body,
      ].join("\n");
    }
    const failed = isUuid(id) ? (await loadJob(this.store, id)).failed : undefined;
    return failed && `failed    ${failed.stage}: ${failed.message}`;
  }

  /** Redrives the named messages and jobs set aside, or all; a line for each. */
  async *redrive(ids: string[]): AsyncGenerator<string> {
    for await (const one of this.redriving(ids)) yield lineOf(one);
  }

  /** The same, as it happens. */
  async *redriving(ids: string[]): AsyncGenerator<Redriven> {
    const wanted = new Set(ids);
    for await (const letter of this.#letters()) {
      const { messageId, consumer } = letter;
      if (ids.length && !wanted.delete(messageId)) continue;
      const jobId = jobIdOf(letter);
      const retried = jobId !== undefined && await retryJob(this.store, jobId);
      if (!retried) await returnToQueue(this.bus, this.topology, letter);
      await discard(this.bus, this.topology, letter);
      yield retried ? { what: "job", jobId, messageId } : { what: "message", messageId, consumer };
    }
    const jobs = ids.length ? [...wanted] : [...(await this.#failed.setAside()).keys()];
    for (const jobId of jobs) {
      if (!await this.retry(jobId)) continue;
      wanted.delete(jobId);
      yield { what: "job", jobId };
    }
    for (const id of wanted) yield { what: "nothing", id };
  }

  /**
   * Retries a job that was set aside, and discards the messages about it, which are obsolete then.
   * False if it was not set aside: nothing is discarded.
   */
  async redriveJob(jobId: string): Promise<boolean> {
    if (!await this.retry(jobId)) return false;
    for await (const letter of this.#letters()) {
      if (jobIdOf(letter) === jobId) await discard(this.bus, this.topology, letter);
    }
    return true;
  }

  /** Retries a job that was set aside. False if it was not. */
  async retry(jobId: string): Promise<boolean> {
    return isUuid(jobId) && await retryJob(this.store, jobId);
  }

  async *#letters(): AsyncGenerator<DeadLetter> {
    for (const name of Object.keys(this.topology.queues)) {
      yield* readDeadLetters(this.bus, this.topology, name as ConsumerName);
    }
  }

  async #jobOf(letter: DeadLetter): Promise<PipelineJob | undefined> {
    const jobId = jobIdOf(letter);
    return jobId === undefined ? undefined : await loadJob(this.store, jobId);
  }
}

function lineOf(one: Redriven): string {
  switch (one.what) {
    case "job":
      return one.messageId
        ? `${one.messageId}: job ${one.jobId} goes on`
        : `job ${one.jobId} goes on`;
    case "message":
      return `${one.messageId}: back in the queue of ${one.consumer}`;
    case "nothing":
      return `${one.id}: neither a message in a dead-letter queue nor a job set aside`;
  }
}

/** The job that a message is about, if any. */
function jobIdOf({ event }: DeadLetter): string | undefined {
  if (!event || !/^(job|rows|review)-/.test(event.event.stream)) return undefined;
  return parseStream(event.event.stream).id;
}
