/** `rollcall decide`, `undo` and `redo`: a single decision, and steps back and forward. */
import { byKey, entriesOf } from "@rollcall/contracts/by-key";
import type { Decision, Issue, Job } from "@rollcall/contracts/api";
import { formatCount } from "@rollcall/contracts/in-words";
import type { Api } from "./api.ts";
import type { DecideCommand, UndoCommand } from "./arguments.ts";
import type { DecisionOption } from "./choice.ts";
import { listOf, openIssues } from "./describe.ts";
import { exitCodes, Failure } from "./exit_codes.ts";
import { type CommandOutcome, printable } from "./outcome.ts";

/** Issues looked through for one whose rows are named. */
const MAX_ISSUES = 1_000_000;

export async function decideIssue(
  api: Api,
  { issue, choice }: Pick<DecideCommand, "issue" | "choice">,
): Promise<CommandOutcome> {
  const named = rowsOf(choice).length > 0 ? await findIssue(api, issue) : undefined;
  const { version } = await api.decide(issue, toDecision(choice, named));
  const said = `Your decision on issue ${issue} is taken.`;
  return outcomeOf(await api.job(jobOf(issue), version), said, { issue, version });
}

/**
 * Takes back the newest decision that there is when the command starts, or that there was at a
 * version. If the answer is lost on the way, the request is sent again, and nothing else is undone.
 */
export async function undo(api: Api, command: UndoCommand): Promise<CommandOutcome> {
  if ("batch" in command) {
    const { job: id, batch } = command;
    const { reopened, rows, version } = await api.undoBatch(id, batch);
    const what = rows === undefined ? formatCount(reopened, "issue") : formatCount(rows, "row");
    const result = { batch, reopened, ...(rows !== undefined && { rows }), version };
    return outcomeOf(await api.job(id, version), `Undone: ${what} of the batch.`, result);
  }
  if ("job" in command) return await step(api, command.job, "undo");
  const { issue } = command;
  const seenVersion = command.seenVersion ?? (await api.job(jobOf(issue))).version;
  const { version } = await api.undo(issue, seenVersion);
  const said = `Undone: the newest decision on issue ${issue}.`;
  return outcomeOf(await api.job(jobOf(issue), version), said, { issue, version });
}

/** Does the step again that was undone last. */
export const redo = (api: Api, job: string): Promise<CommandOutcome> => step(api, job, "redo");

/** The step is named in the request: sent again, nothing else is undone or redone. */
async function step(api: Api, id: string, way: "undo" | "redo"): Promise<CommandOutcome> {
  const next = (await api.nextSteps(id))[way];
  if (!next) throw new Failure(exitCodes.failed, `There is nothing to ${way}.`);
  const { version } = await api.step(id, way, next.position);
  const said = printable(`${way === "undo" ? "Undone" : "Done again"}: ${next.summary}`);
  return outcomeOf(await api.job(id, version), said, { step: next.position, version });
}

/** The job that an issue is of: its id begins with the job's. */
const jobOf = (issue: string) => issue.slice(0, issue.indexOf("."));

function outcomeOf(job: Job, said: string, result: Record<string, unknown>): CommandOutcome {
  const lines = [said];
  if (job.open_issues > 0) lines.push(openIssues(job));
  else if (job.contact_count !== null) lines.push(...listOf(job));
  else {lines.push(
      `No issues are open. Create the clean list: rollcall resolve ${job.id} --finalize`,
    );}
  return { exitCode: exitCodes.done, lines, result: { ...result, job } };
}

async function findIssue(api: Api, id: string): Promise<Issue> {
  for await (const issue of api.eachIssue(jobOf(id), MAX_ISSUES)) if (issue.id === id) return issue;
  throw new Failure(exitCodes.failed, `There is no issue ${id}.`);
}

/** Numbers of the rows that a choice names. */
function rowsOf(choice: DecisionOption): number[] {
  switch (choice.action) {
    case "choose":
      return [choice.row];
    case "edit":
      return choice.row === undefined ? [] : [choice.row];
    case "merge":
      return entriesOf(choice.from).map(([, row]) => row);
    default:
      return [];
  }
}

/** @param issue needed where the choice names rows */
function toDecision(choice: DecisionOption, issue?: Issue): Decision {
  const idOf = (row: number) => candidate(issue!, row);
  switch (choice.action) {
    case "choose":
      return { action: "choose", chosen_row_id: idOf(choice.row) };
    case "edit": {
      const { row, values: data } = choice;
      return { action: "edit", ...(row !== undefined && { raw_row_id: idOf(row) }), data };
    }
    case "merge": {
      const from = entriesOf(choice.from).map(([field, row]) =>
        [field, { from: idOf(row) }] as const
      );
      const typed = entriesOf(choice.values).map(([field, value]) => [field, { value }] as const);
      const { row } = choice;
      const chosen = row !== undefined && { chosen_row_id: idOf(row) };
      return {
        action: "merge",
        ...chosen,
        fields: byKey<{ from: number } | { value: string }>([...from, ...typed]),
      };
    }
    case "use_column":
      return { action: "use_column", column: choice.column };
    default:
      return { action: choice.action };
  }
}

/** The id of an issue's row. @throws Failure if it is none of its rows */
function candidate({ id, payload: { candidates } }: Issue, row: number): number {
  const found = candidates.find(({ row_number }) => row_number === row);
  if (found) return found.raw_row_id;
  const rows = candidates.slice(0, 20).map(({ row_number }) => row_number).join(", ");
  const more = candidates.length > 20 ? " and more" : "";
  const among = rows ? `; its rows are ${rows}${more}` : "";
  throw new Failure(exitCodes.failed, `Row ${row} is not a row of issue ${id}${among}.`);
}
