/** A job, an issue, a list, in words. Pure. */
import type { Issue, Job } from "@rollcall/contracts/api";
import { delimiterNames, formatCount, formatNumber } from "@rollcall/contracts/in-words";

/** How the file was read: rows, format, columns and warnings. */
export function readingOf(job: Job): string[] {
  const { total_rows, valid_rows, warning_counts } = job;
  const lines = [
    `${job.original_filename}: ${formatCount(total_rows, "row")} read, ${
      formatNumber(valid_rows)
    } valid ` +
    `(${writingOf(job)}).`,
  ];
  const fields = job.columns
    .flatMap(({ field, header }) => field && header ? [`${field} from "${header}"`] : []);
  if (fields.length) lines.push(`Columns: ${fields.join(", ")}.`);
  if (job.region_reason) lines.push(homeOf(job));
  const warnings = Object.entries(warning_counts).map(([code, rows]) =>
    `${code} ${formatNumber(rows)}`
  );
  if (warnings.length) lines.push(`Warnings, by rows: ${warnings.join(", ")}.`);
  return lines;
}

/** The guessed country of the phone numbers, with the reason. */
export function homeOf({ region, region_reason }: Pick<Job, "region" | "region_reason">): string {
  return `Phone numbers without a country are read as numbers of ${region}: ${region_reason}. ` +
    "Override it with --region CC.";
}

/** Encoding, delimiter, header and sheet, as far as they are known. */
export function writingOf(
  file: Pick<Job, "format" | "encoding" | "delimiter" | "header_row" | "sheet">,
): string {
  const parts = file.format === "xlsx"
    ? [file.sheet ? `sheet "${file.sheet}"` : "a workbook"]
    : [file.encoding, file.delimiter && delimiterNames.get(file.delimiter)];
  if (file.header_row) parts.push(`header in row ${file.header_row}`);
  return parts.filter(Boolean).join(", ");
}

/** Open issues by type. */
export function openIssues(job: Job): string {
  const open = Object.entries(job.issue_counts)
    .flatMap(([type, { open }]) => open ? [`${formatNumber(open)} ${type}`] : []);
  return `${formatCount(job.open_issues, "issue")} open: ${open.join(", ")}.`;
}

/** The current list, and what became of the rows. */
export function listOf(job: Job): string[] {
  const { contact_count, merged_rows, left_out_rows, total_rows, warning_counts } = job;
  const lines = [
    `The clean list has ${formatCount(contact_count ?? 0, "contact")}: ${
      formatCount(total_rows, "row")
    } read, ` +
    `${formatNumber(merged_rows ?? 0)} merged, ${formatNumber(left_out_rows ?? 0)} excluded.`,
  ];
  const differing = warning_counts.DUPLICATE_DIFFERS ?? 0;
  if (differing) {
    const whose = differing === 1 ? "one person" : `${formatNumber(differing)} people`;
    lines.push(
      `The rows of ${whose} differ; the first is kept where you have not chosen otherwise. See ` +
        "them in the web app, or resolve them with --rule DUPLICATE_DIFFERS=RULE.",
    );
  }
  return lines;
}

/** How long it is kept. */
export function keptUntil({ delete_after }: Pick<Job, "delete_after">): string {
  const [day, time = ""] = delete_after.split("T");
  return `The job is deleted on ${day} at ${
    time.slice(0, 5)
  } UTC, with its rows and lists, unless it ` +
    "changes before.";
}

/** Why a job failed. */
export function failureOf({ error }: Job): string {
  if (!error) return "The job failed.";
  const shown = error.headers?.slice(0, 20).map((header) => `"${header}"`) ?? [];
  const named = shown.length && !error.message.includes(shown[0]!);
  return `${error.message}${named ? ` Headers found: ${shown.join(", ")}.` : ""}`;
}

/** One line of a list of jobs. */
export function jobLine(job: Job): string {
  const more = job.status === "NEEDS_REVIEW"
    ? `${formatNumber(job.open_issues)} open`
    : job.contact_count !== null
    ? formatCount(job.contact_count, "contact")
    : job.error?.code ?? "";
  const rows = formatCount(job.total_rows, "row");
  return `${job.id}  ${job.status.padEnd(12)}  ${rows.padStart(12)}  ${more.padEnd(16)}  ` +
    job.original_filename;
}

/** One line of a list of issues. */
export function issueLine({ id, type, key, status, payload }: Issue): string {
  if (payload.scope === "file") {
    const columns = payload.columns?.map(({ column }) => `"${column}"`).join(", ");
    const perhaps = columns ? `, perhaps in ${columns}` : "";
    const about = `all ${formatCount(payload.candidate_count, "row")}`;
    const resolved = status === "RESOLVED" ? ", resolved" : "";
    return `${id}  ${type.padEnd(20)}  the whole file (${about}${perhaps}${resolved})`;
  }
  const rows = payload.candidates.map(({ row_number }) => row_number).join(", ");
  const suggestion = payload.suggestion ? `, perhaps ${payload.suggestion.value}` : "";
  const resolved = status === "RESOLVED" ? ", resolved" : "";
  return `${id}  ${type.padEnd(20)}  ${key} (row ${rows}${suggestion}${resolved})`;
}
