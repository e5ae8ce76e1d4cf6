/** `rollcall import`: uploads a file, resolves its issues by rules and downloads the clean list. */
import type { Api } from "./api.ts";
import type { ImportCommand } from "./arguments.ts";
import { exitCodes } from "./exit_codes.ts";
import { checkTargets, openSource } from "./files.ts";
import { follow } from "./follow.ts";
import type { Outcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { resolveJob } from "./resolve_job.ts";
import { failureOf } from "./describe.ts";

/** @param opened called with the job's id as soon as it is known */
export async function importFile(
  api: Api,
  { file, form, rules, finalize, targets }: ImportCommand,
  progress: Progress,
  folder: string,
  opened: (jobId: string) => void,
): Promise<Outcome> {
  const source = await openSource(folder, file);
  await checkTargets(folder, targets);
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

  return await resolveJob(api, read, { rules, anew: false, finalize, targets }, folder);
}
