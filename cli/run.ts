/** Runs one command against the API; its environment is injected. */
import { formatCount } from "@rollcall/contracts/in-words";
import { Api } from "./api.ts";
import type { CliCommand, Invocation, ResolveCommand } from "./arguments.ts";
import type { Connection } from "./connection.ts";
import { changeRows } from "./change_rows.ts";
import { decideIssue, redo, undo } from "./decide_issue.ts";
import { download } from "./download.ts";
import { type ExitCode, exitCodes, Failure } from "./exit_codes.ts";
import { checkTargets } from "./files.ts";
import { follow } from "./follow.ts";
import { helpPage } from "./help.ts";
import { importFile, readAgain } from "./import_file.ts";
import type { CommandOutcome } from "./outcome.ts";
import { previewFile } from "./preview_file.ts";
import { type AskPerson, enter, type SignedInClient, signIn } from "./session.ts";
import { resolveJob } from "./resolve_job.ts";
import type { Progress } from "./progress.ts";
import { failureOf, issueLine, jobLine, listOf, openIssues, readingOf } from "./describe.ts";
import type { OnWait } from "./transport.ts";

export interface Surroundings {
  progress: Progress;
  /** the folder to which paths are relative */
  folder: string;
  /** asks on the terminal, for the code of a second factor */
  askPerson: AskPerson;
  /** aborts when the user interrupts */
  interrupted: AbortSignal;
}

/** @throws Failure if the command fails for whatever reason */
export async function run(
  { command, connection }: Invocation,
  { progress, folder, askPerson, interrupted }: Surroundings,
): Promise<CommandOutcome> {
  if (command.name === "help") {
    const page = helpPage(command.page);
    return { exitCode: exitCodes.done, lines: page.split("\n"), result: { help: page } };
  }
  const late = AbortSignal.timeout(connection.timeoutSeconds * 1_000);
  const signal = AbortSignal.any([interrupted, late]);
  let job = "job" in command ? command.job : undefined;
  let signedIn: SignedInClient | undefined;
  try {
    signedIn = await connect(connection, signal, askPerson, (why) => progress.line(why));
    const { api } = signedIn;
    return await carryOut(api, command, progress, folder, (id) => job = id);
  } catch (error) {
    progress.clear();
    const goesOn = job === undefined ? "" : ` Job ${job} goes on: rollcall status ${job}.`;
    if (interrupted.aborted) throw new Failure(exitCodes.interrupted, `Interrupted.${goesOn}`);
    if (!late.aborted) throw error;
    const message = `Not done within ${formatCount(connection.timeoutSeconds, "second")}.${goesOn}`;
    throw new Failure(exitCodes.unreachable, message);
  } finally {
    await signedIn?.signOut();
  }
}

async function connect(
  { url, token, credentials }: Connection,
  signal: AbortSignal,
  askPerson: AskPerson,
  onWait: OnWait,
): Promise<SignedInClient> {
  if (credentials) {
    return enter(url, await signIn(url, credentials, signal, askPerson), signal, onWait);
  }
  // A session that this command has not opened goes on after it.
  if (token) return { api: new Api(url, token, signal, onWait), signOut: async () => {} };
  throw new Failure(
    exitCodes.unreachable,
    "Say who you are: --token, ROLLCALL_TOKEN, or --email with ROLLCALL_PASSWORD.",
  );
}

type Remote = Exclude<CliCommand, { name: "help" }>;

async function carryOut(
  api: Api,
  command: Remote,
  progress: Progress,
  folder: string,
  opened: (jobId: string) => void,
): Promise<CommandOutcome> {
  switch (command.name) {
    case "import":
      return await importFile(api, command, progress, folder, opened);
    case "preview":
      return await previewFile(api, command, progress, folder);
    case "resolve":
      return await resolve(api, command, progress, folder);
    case "decide":
      return await decideIssue(api, command);
    case "undo":
      return await undo(api, command);
    case "redo":
      return await redo(api, command.job);
    case "change":
    case "exclude":
    case "bring-back":
      return await changeRows(api, command);
    case "read-again":
      return await readAgain(api, command, progress, folder, opened);
    case "status":
      return await status(api, command, progress);
    case "list": {
      const jobs = await api.jobs(command.limit);
      const lines = jobs.length ? jobs.map(jobLine) : ["You have no jobs."];
      return { exitCode: exitCodes.done, lines, result: { jobs } };
    }
    case "issues": {
      const issues = await api.issues(command.job, command.query, command.limit);
      const lines = issues.length ? issues.map(issueLine) : ["No such issue."];
      return { exitCode: exitCodes.done, lines, result: { issues } };
    }
    case "download": {
      await checkTargets(folder, command.targets);
      const { files, lines } = await download(api, command.job, command.targets, folder);
      return { exitCode: exitCodes.done, lines, result: { files } };
    }
    case "delete":
      await api.remove(command.job);
      return {
        exitCode: exitCodes.done,
        lines: [`Job ${command.job} is deleted.`],
        result: { deleted: command.job },
      };
  }
}

async function resolve(
  api: Api,
  command: ResolveCommand,
  progress: Progress,
  folder: string,
): Promise<CommandOutcome> {
  await checkTargets(folder, command.targets);
  const job = await follow(api, command.job, (job) => progress.job(job));
  progress.clear();
  if (job.status !== "FAILED") return await resolveJob(api, job, command, folder);
  return {
    exitCode: exitCodes.failed,
    lines: [`Job ${job.id}`, failureOf(job)],
    result: { job },
  };
}

async function status(
  api: Api,
  { job: id, wait }: { job: string; wait: boolean },
  progress: Progress,
): Promise<CommandOutcome> {
  const job = wait ? await follow(api, id, (job) => progress.job(job)) : await api.job(id);
  progress.clear();
  const lines = [`Job ${id}: ${job.status}`, ...(job.total_rows ? readingOf(job) : [])];
  if (job.status === "FAILED") lines.push(failureOf(job));
  if (job.open_issues > 0) lines.push(openIssues(job));
  if (job.contact_count !== null) lines.push(...listOf(job));
  return { exitCode: codeOf(job.status), lines, result: { job } };
}

function codeOf(status: string): ExitCode {
  if (status === "COMPLETED") return exitCodes.done;
  return status === "FAILED" ? exitCodes.failed : exitCodes.open;
}
