/** `rollcall resolve`: resolves a job's issues by rules and downloads the clean list. */
import type { Job } from "@rollcall/contracts/api";
import { formatCount } from "@rollcall/contracts/in-words";
import type { Api } from "./api.ts";
import type { Resolving } from "./arguments.ts";
import { download } from "./download.ts";
import { exitCodes } from "./exit_codes.ts";
import type { CommandOutcome } from "./outcome.ts";
import { applyRules } from "./rules.ts";
import { keptUntil, listOf, openIssues, readingOf } from "./describe.ts";

/** @param read a job whose file was read successfully */
export async function resolveJob(
  api: Api,
  read: Job,
  { rules, anew, finalize, targets }: Resolving,
  folder: string,
): Promise<CommandOutcome> {
  const { job: decided, results } = await applyRules(api, read, rules, { anew });
  const job = finalize ? await finalized(api, decided) : decided;
  const lines = [
    `Job ${job.id}`,
    ...readingOf(job),
    ...results.flatMap(({ type, rule, resolved, notice, batch_ids = [] }) => [
      `${formatCount(resolved, "issue")} resolved: ${type} by ${rule}.`,
      ...batch_ids.map((batch) => `  To undo that: rollcall undo ${job.id} --batch ${batch}`),
      ...notice ? [notice.replace("send include_resolved", "give --include-resolved")] : [],
    ]),
  ];
  const result = { job, settled: results };
  if (job.status !== "COMPLETED") return unfinished(job, lines, result);
  lines.push(...listOf(job));
  const written = await download(api, job.id, targets, folder);
  lines.push(...written.lines, keptUntil(job));
  return { exitCode: exitCodes.done, lines, result: { ...result, files: written.files } };
}

/** The job with its list created, if no issue is open. */
async function finalized(api: Api, job: Job): Promise<Job> {
  if (job.status !== "NEEDS_REVIEW" || job.open_issues > 0) return job;
  const { version } = await api.finalize(job.id);
  return await api.job(job.id, version);
}

/** Issues are open, or the user did not want the list created. */
function unfinished(job: Job, lines: string[], result: CommandOutcome["result"]): CommandOutcome {
  if (job.open_issues === 0) {
    lines.push(
      `No issues are open. Create the clean list: rollcall resolve ${job.id} --finalize`,
      keptUntil(job),
    );
    return { exitCode: exitCodes.done, lines, result };
  }
  lines.push(
    openIssues(job),
    `Resolve them in the web app, by rules (rollcall resolve ${job.id} --rule RULE), or one by one ` +
      `(rollcall issues ${job.id}, rollcall decide ISSUE).`,
    keptUntil(job),
  );
  return { exitCode: exitCodes.open, lines, result };
}
