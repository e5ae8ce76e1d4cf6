/**
 * `rollcall import` and `read-again`: a file is uploaded, or one that the server has is read again, its
 * issues are resolved by rules, and the clean list is downloaded.
 */
import type { Api } from "./api.ts";
import type { ImportCommand, ReadAgainCommand } from "./arguments.ts";
import { exitCodes } from "./exit_codes.ts";
import { checkTargets, openSource } from "./files.ts";
import { follow } from "./follow.ts";
import { multipart } from "./multipart.ts";
import type { CommandOutcome } from "./outcome.ts";
import type { Progress } from "./progress.ts";
import { resolveJob } from "./resolve_job.ts";
import { failureOf, keptUntil } from "./describe.ts";

/** @param opened called with the job's id as soon as it is known */
export async function importFile(
  api: Api,
  command: ImportCommand,
  progress: Progress,
  folder: string,
  opened: (jobId: string) => void,
): Promise<CommandOutcome> {
  const source = await openSource(folder, command.file);
  await checkTargets(folder, command.targets);
  const { id } = await api.upload(() =>
    source.form(command.form, (share) => progress.uploading(source.name, share))
  );
  opened(id);
  return await resolveRead(api, id, command, progress, folder);
}

/** @param opened called with the new job's id as soon as it is known */
export async function readAgain(
  api: Api,
  command: ReadAgainCommand,
  progress: Progress,
  folder: string,
  opened: (jobId: string) => void,
): Promise<CommandOutcome> {
  await checkTargets(folder, command.targets);
  const { id } = await api.upload(() => Promise.resolve(multipart(command.form)));
  opened(id);
  return await resolveRead(api, id, command, progress, folder);
}

async function resolveRead(
  api: Api,
  id: string,
  { rules, finalize, targets }: Omit<ImportCommand, "name" | "file" | "form">,
  progress: Progress,
  folder: string,
): Promise<CommandOutcome> {
  const read = await follow(api, id, (job) => progress.job(job));
  progress.clear();
  if (read.status === "FAILED") {
    const lines = [`Job ${id}`, failureOf(read), keptUntil(read)];
    return { exitCode: exitCodes.failed, lines, result: { job: read } };
  }

  return await resolveJob(api, read, { rules, anew: false, finalize, targets }, folder);
}
