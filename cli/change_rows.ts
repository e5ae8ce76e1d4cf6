/** `rollcall change`, `exclude` and `bring-back`: changes of rows that no issue asks for. */
import { formatCount } from "@rollcall/contracts/in-words";
import type { Operation } from "@rollcall/contracts/api";
import type { Api, RowsDone } from "./api.ts";
import { exitCodes } from "./exit_codes.ts";
import type { RowSelection } from "./operation.ts";
import { type CommandOutcome, printable } from "./outcome.ts";

export type CliChangeCommand =
  | { name: "change"; job: string; rows: RowSelection; operation: Operation; dryRun: boolean }
  | { name: "exclude" | "bring-back"; job: string; rows: RowSelection };

export async function changeRows(api: Api, command: CliChangeCommand): Promise<CommandOutcome> {
  const { job } = command;
  const { raw_row_ids: rowIds, rows } = await api.rowIds(job, command.rows);
  if (rows === 0) {
    const lines = ["No row is found; nothing is changed."];
    return { exitCode: exitCodes.done, lines, result: { rows: 0 } };
  }
  if (command.name === "change") {
    const { operation, dryRun } = command;
    if (dryRun) return await preview(api, job, rowIds, operation);
    return outcomeOf(job, "changed", await api.changeRows(job, rowIds, operation));
  }
  const [path, done] = command.name === "exclude"
    ? ["exclude", "excluded"] as const
    : ["bring-back", "brought back"] as const;
  return outcomeOf(job, done, await api.setRows(job, path, rowIds));
}

async function preview(
  api: Api,
  job: string,
  rowIds: string,
  operation: Operation,
): Promise<CommandOutcome> {
  const found = await api.previewChange(job, rowIds, operation);
  const lines = [
    `${formatCount(found.rows, "row")} would be changed; nothing is changed yet.`,
    ...found.adds.length > 0 ? [printable(`New: ${found.adds.join(", ")}.`)] : [],
    ...found.samples.map(({ field, before, after }) =>
      printable(`  ${field}: "${before}" → "${after}"`)
    ),
    ...staying(found.refused, "would stay", "would be"),
    ...found.opens > 0 ? [`${formatCount(found.opens, "issue")} would be opened.`] : [],
  ];
  return { exitCode: exitCodes.done, lines, result: { preview: found } };
}

function outcomeOf(job: string, done: string, answer: RowsDone): CommandOutcome {
  const { rows, refused, reopened, batch_id: batch } = answer;
  const lines = [
    `${formatCount(rows, "row")} ${done}.`,
    ...staying(refused, "stay as they are", "would be"),
    ...reopened > 0 ? [`${formatCount(reopened, "issue")} open again.`] : [],
    ...batch ? [`  To undo that: rollcall undo ${job} --batch ${batch}`] : [],
  ];
  return { exitCode: exitCodes.done, lines, result: { ...answer } };
}

function staying(refused: number, stay: string, would: string): string[] {
  return refused > 0
    ? [`${formatCount(refused, "row")} ${stay}: something ${would} wrong with them.`]
    : [];
}
