/**
 * Takes over a job's decisions, as far as they fit, to another job that reads the same file with
 * other options. They become that job's own: they are in its history and can be undone. Safe to
 * repeat: a decision that exists already changes nothing.
 */
import {
  type FileColumn,
  lineOf,
  type Metadata,
  reviewStream,
  rowsStream,
} from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { loadJob } from "@rollcall/platform/pipeline_job.ts";
import { fittingDecisions, type ReviewedFile } from "./fitting_decisions.ts";
import { evolve, initialReview } from "./review.ts";
import type { ReviewCommands } from "./review_commands.ts";

/** Decisions that are taken over at most; rules resolve the rest as they did. */
const MOST_DECISIONS = 5_000;
/** Decisions asked for together. */
const TOGETHER = 64;
/** A decision may uncover an issue that was decided too. */
const ROUNDS = 3;

/**
 * @param formerId the job whose file was read before, of the same user
 * @returns how many decisions were taken over
 */
export async function takeOver(
  reviews: ReviewCommands,
  jobId: string,
  formerId: string,
  metadata: Metadata,
): Promise<number> {
  const { store } = reviews;
  const [job, formerJob] = await Promise.all([loadJob(store, jobId), loadJob(store, formerId)]);
  if (!job.created || job.created.data.userId !== formerJob.created?.data.userId) return 0;
  const former = await reviewedFile(store, formerId);
  let taken = 0;
  for (let round = 0; round < ROUNDS && taken < MOST_DECISIONS; round++) {
    const fitting = fittingDecisions(former, await reviewedFile(store, jobId))
      .slice(0, MOST_DECISIONS - taken);
    let resolved = 0;
    for (let from = 0; from < fitting.length; from += TOGETHER) {
      const answers = await Promise.all(
        fitting.slice(from, from + TOGETHER).map(({ number, choice }) =>
          reviews.execute(jobId, null, { type: "resolve", number, choice }, metadata)
        ),
      );
      resolved += answers.filter(({ outcome }) => outcome === "done").length;
    }
    taken += resolved;
    if (resolved === 0) break;
  }
  return taken;
}

async function reviewedFile(store: EventStore, jobId: string): Promise<ReviewedFile> {
  const review = initialReview();
  for await (const event of store.readStream(reviewStream(jobId))) evolve(review, event);
  const lines: number[] = [0];
  let columns: FileColumn[] = [];
  for await (const event of store.readStream(rowsStream(jobId))) {
    if (event.type !== "RowsParsed" || !event.personal) continue;
    const { firstRowId } = event.data;
    event.personal.rows.forEach((row, i) => lines[firstRowId + i] = lineOf(row));
    if (event.personal.columns.length > columns.length) ({ columns } = event.personal);
  }
  return { review, lines, columns };
}
