/** The five stages that a job goes through, and where a given job stands among them. */
import type { Job, JobStatus } from "@rollcall/contracts/api";
import { count, number } from "../text/words.ts";
import type { Tone } from "../ui/tone.ts";

export type Stage = {
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

export function stagesOf(job: JobProgress): Stage[] {
  const now = currentStage(job);
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

/** A job that works by itself needs watching; one that waits for a person does not. */
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

/** What the list says about a job beside its status. */
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
        ? `${number(job.open_issues)} of ${count(job.conflict_count, "issue")} open`
        : `All ${count(job.conflict_count, "issue")} settled; make the clean list`;
    case "COMPLETED":
      return `${count(job.contact_count ?? 0, "contact")} from ${count(job.total_rows, "row")}`;
    case "FAILED":
      return "Could not be read";
  }
}

/** What became of the rows that are no contacts of their own: "8 rows merged, 2 left out". */
export function accountOf(
  job: Pick<Job, "contact_count" | "merged_rows" | "left_out_rows">,
): string {
  if (job.contact_count === null) return "not made yet";
  const parts = [];
  if (job.merged_rows) parts.push(`${count(job.merged_rows, "row")} merged`);
  if (job.left_out_rows) {
    parts.push(
      `${job.merged_rows ? number(job.left_out_rows) : count(job.left_out_rows, "row")} left out`,
    );
  }
  return parts.join(", ");
}

function currentStage(job: JobProgress): number {
  if (job.status === "COMPLETED") return 4;
  if (job.status === "NEEDS_REVIEW") return job.open_issues > 0 || job.conflict_count === 0 ? 3 : 4;
  if (job.status === "PENDING") return 1;
  return job.progress < 1 ? 1 : 2;
}

const NOTES: ((job: JobProgress) => string)[] = [
  () => "",
  (job) =>
    job.status === "PENDING"
      ? "Waiting its turn"
      : job.status === "FAILED" && job.total_rows === 0
      ? "Stopped"
      : count(job.total_rows, "row"),
  (job) => job.status === "PROCESSING" ? "Comparing rows" : "",
  (job) =>
    job.conflict_count === 0
      ? "Nothing to settle"
      : `${number(job.conflict_count - job.open_issues)} of ${number(job.conflict_count)} settled`,
  (job) => job.status === "COMPLETED" ? count(job.contact_count ?? 0, "contact") : "Ready to make",
];
