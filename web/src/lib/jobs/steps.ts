/** The five steps of a job, and its current one. */
import type { Job, JobStatus } from "@rollcall/contracts/api";
import { count, number } from "../text/words.ts";
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

const NAMES = ["Uploaded", "Reading", "Finding duplicates", "Review", "Clean list"];

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

export const STATUS: Record<JobStatus, { label: string; tone: Tone }> = {
  PENDING: { label: "Queued", tone: "neutral" },
  PROCESSING: { label: "Processing", tone: "info" },
  NEEDS_REVIEW: { label: "Needs review", tone: "warn" },
  COMPLETED: { label: "Completed", tone: "good" },
  FAILED: { label: "Failed", tone: "bad" },
};

/** A job's line in the list, beside its status. */
export function jobLine(job: JobProgress): string {
  switch (job.status) {
    case "PENDING":
      return "Waiting to be read";
    case "PROCESSING":
      return job.progress < 1
        ? `Reading: ${count(job.total_rows, "row")} so far`
        : `Looking for duplicates in ${count(job.total_rows, "row")}`;
    case "NEEDS_REVIEW":
      return job.open_issues > 0
        ? job.open_issues === job.conflict_count
          ? `${count(job.open_issues, "issue")} open`
          : `${number(job.open_issues)} of ${count(job.conflict_count, "issue")} open`
        : `All ${count(job.conflict_count, "issue")} resolved: create the clean list`;
    case "COMPLETED":
      return `${count(job.contact_count ?? 0, "contact")} from ${count(job.total_rows, "row")}`;
    case "FAILED":
      return "Could not be read";
  }
}

/** What became of the rows that are not contacts: "8 rows merged, 2 excluded". */
export function accountOf(
  job: Pick<Job, "contact_count" | "merged_rows" | "left_out_rows">,
): string {
  if (job.contact_count === null) return "not created yet";
  const parts = [];
  if (job.merged_rows) parts.push(`${count(job.merged_rows, "row")} merged`);
  if (job.left_out_rows) {
    parts.push(
      `${job.merged_rows ? number(job.left_out_rows) : count(job.left_out_rows, "row")} excluded`,
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
      ? "Waiting"
      : job.status === "FAILED" && job.total_rows === 0
      ? "Stopped"
      : count(job.total_rows, "row"),
  (job) => job.status === "PROCESSING" ? "Comparing rows" : "",
  (job) =>
    job.conflict_count === 0
      ? "No issues"
      : `${number(job.conflict_count - job.open_issues)} of ${number(job.conflict_count)} resolved`,
  (job) =>
    job.status === "COMPLETED" ? count(job.contact_count ?? 0, "contact") : "Ready to create",
];
