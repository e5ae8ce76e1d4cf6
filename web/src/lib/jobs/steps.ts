/** The five steps of a job, and its current one. */
import type { Job, JobStatus } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import type { Tone } from "../ui/tone.ts";

export type Step = {
  name: string;
  state: "done" | "now" | "later" | "failed";
  note: string;
};

type JobProgress = Pick<
  Job,
  | "status"
  | "progress"
  | "total_rows"
  | "valid_rows"
  | "open_issues"
  | "conflict_count"
  | "contact_count"
>;

const NAMES = [
  m.jobs_step_uploaded(),
  m.jobs_step_reading(),
  m.jobs_step_duplicates(),
  m.jobs_step_review(),
  m.jobs_step_list(),
];

export function stepsOf(job: JobProgress): Step[] {
  const now = currentStep(job);
  return NAMES.map((name, index) => ({
    name,
    state: index < now || job.status === "COMPLETED"
      ? "done"
      : index > now
      ? "later"
      : job.status === "FAILED"
      ? "failed"
      : "now",
    note: index > now && job.status !== "COMPLETED" ? "" : NOTES[index]?.(job) ?? "",
  }));
}

/** Whether a job is being processed, as opposed to finished or waiting for the user. */
export function isWorking(job: Pick<Job, "status">): boolean {
  return job.status === "PENDING" || job.status === "PROCESSING";
}

/** Whether the file has been read, so that there is something to work on. */
export function isRead({ status }: Pick<Job, "status">): boolean {
  return status === "NEEDS_REVIEW" || status === "COMPLETED";
}

export const STATUS: Record<JobStatus, { label: string; tone: Tone }> = {
  PENDING: { label: m.jobs_status_pending(), tone: "neutral" },
  PROCESSING: { label: m.jobs_status_processing(), tone: "info" },
  NEEDS_REVIEW: { label: m.jobs_status_review(), tone: "warn" },
  COMPLETED: { label: m.jobs_status_completed(), tone: "good" },
  FAILED: { label: m.jobs_status_failed(), tone: "bad" },
};

/** A job's line in the list, beside its status. */
export function jobLine(job: JobProgress): string {
  switch (job.status) {
    case "PENDING":
      return m.jobs_line_pending();
    case "PROCESSING":
      return job.progress < 1
        ? m.jobs_line_reading({ n: job.total_rows })
        : m.jobs_line_comparing({ n: job.total_rows });
    case "NEEDS_REVIEW":
      return job.open_issues > 0
        ? job.open_issues === job.conflict_count
          ? m.jobs_line_open({ n: job.open_issues })
          : m.jobs_line_open_of({ open: job.open_issues, total: job.conflict_count })
        : job.conflict_count > 0
        ? m.jobs_line_resolved({ n: job.conflict_count })
        : m.jobs_line_no_issues();
    case "COMPLETED":
      return m.jobs_line_completed({
        contacts: m.text_contacts({ n: job.contact_count ?? 0 }),
        rows: m.text_rows({ n: job.total_rows }),
      });
    case "FAILED":
      return m.jobs_line_failed();
  }
}

/** What became of the rows that are not contacts: "8 rows merged, 2 excluded". */
export function accountOf(
  job: Pick<Job, "contact_count" | "merged_rows" | "left_out_rows">,
): string {
  if (job.contact_count === null) return m.jobs_account_none();
  const parts = [];
  if (job.merged_rows) parts.push(m.jobs_account_merged({ n: job.merged_rows }));
  if (job.left_out_rows) {
    parts.push(
      job.merged_rows
        ? m.jobs_account_excluded_also({ n: job.left_out_rows })
        : m.jobs_account_excluded({ n: job.left_out_rows }),
    );
  }
  return parts.join(", ");
}

function currentStep(job: JobProgress): number {
  if (job.status === "COMPLETED") return 4;
  if (job.status === "NEEDS_REVIEW") return job.open_issues > 0 || job.conflict_count === 0 ? 3 : 4;
  if (job.status === "PENDING") return 1;
  return job.progress < 1 ? 1 : 2;
}

const NOTES: ((job: JobProgress) => string)[] = [
  () => "",
  (job) =>
    job.status === "PENDING"
      ? m.jobs_note_waiting()
      : job.status === "FAILED" && job.total_rows === 0
      ? m.jobs_note_stopped()
      : m.text_rows({ n: job.total_rows }),
  (job) => job.status === "PROCESSING" ? m.jobs_note_comparing() : "",
  (job) =>
    job.conflict_count === 0 ? m.jobs_note_no_issues() : m.jobs_note_resolved({
      done: job.conflict_count - job.open_issues,
      all: job.conflict_count,
    }),
  (job) =>
    job.status === "COMPLETED"
      ? m.text_contacts({ n: job.contact_count ?? 0 })
      : m.jobs_note_ready(),
];
