/** `rollcall import`: a file goes up, its issues are settled by rules, the clean list comes down. */
import type { Job } from "@rollcall/contracts/api";
import type { Api } from "./api.ts";
import type { ImportCommand } from "./arguments.ts";
import { download } from "./download.ts";
import { exitCodes } from "./exit_codes.ts";
import { checkTarget, openSource } from "./files.ts";
import { follow } from "./follow.ts";
import type { Outcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { settle } from "./rules.ts";
import { count, failureOf, listOf, openIssues, readingOf } from "./sentences.ts";

/** @param opened hears the job's id as soon as there is one */
export async function importFile(
  api: Api,
  { file, form, rules, finalize, targets }: ImportCommand,
  progress: Progress,
  folder: string,
  opened: (jobId: string) => void,
): Promise<Outcome> {
  const source = await openSource(folder, file);
  for (const path of [targets.out, targets.rejected]) {
    if (path !== undefined) await checkTarget(folder, path);
  }
  const { id } = await api.upload(() =>
    source.form(form, (share) => progress.uploading(source.name, share))
  );
  opened(id);
  const read = await follow(api, id, (job) => progress.job(job));
  progress.clear();
  if (read.status === "FAILED") {
    const lines = [`Job ${id}`, failureOf(read)];
    return { exitCode: exitCodes.failed, lines, result: { job: read } };
  }

  const { job: decided, settled } = await settle(api, read, rules);
  const job = finalize ? await finalized(api, decided) : decided;
  const lines = [
    `Job ${id}`,
    ...readingOf(job),
    ...settled.map(({ type, rule, resolved }) =>
      `${count(resolved, "issue")} settled: ${type} by ${rule}.`
    ),
  ];
  const result = { job, settled };
  if (job.status !== "COMPLETED") return unfinished(job, lines, result);
  lines.push(...listOf(job));
  const written = await download(api, job.id, targets, folder);
  lines.push(...written.lines);
  return { exitCode: exitCodes.done, lines, result: { ...result, files: written.files } };
}

/** The job with its list fixed, where nothing is open. */
async function finalized(api: Api, job: Job): Promise<Job> {
  if (job.status !== "NEEDS_REVIEW" || job.open_issues > 0) return job;
  const { version } = await api.finalize(job.id);
  return await api.job(job.id, version);
}

/** Issues are open, or the person wants the list open though nothing is. */
function unfinished(job: Job, lines: string[], result: Outcome["result"]): Outcome {
  if (job.open_issues === 0) {
    lines.push("Nothing is open; the list waits to be fixed.");
    return { exitCode: exitCodes.done, lines, result };
  }
  lines.push(openIssues(job), "Settle them in the web, or by rules: rollcall help import.");
  return { exitCode: exitCodes.open, lines, result };
}
