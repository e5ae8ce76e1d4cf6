/** The lines of a job's history. Services write them, and clients read them by the same forms. */
import { readSentence, type ValuesOf, writeSentence } from "./sentence_forms.ts";

/** Read in this order: the more general forms come last. */
const historyLines = {
  created: "A file of {bytes:byte} was uploaded.",
  uploadKey: "The upload can be repeated safely with its idempotency key.",
  mapping: "The column mapping was remembered.",
  deleted: "The job was deleted.",
  reading: "Rollcall started reading the file.",
  rowsRead: "The first {rows:row} were read.",
  read: "The whole file was read: {rows:row}, {valid:#} valid.",
  unreadable: "The file could not be read as a list of contacts.",
  recognised: "The file was recognised as {how}; its columns are named in row {row:#}.{guesses}",
  workbook: "The workbook was recognised; its columns are named in row {row:#}.{guesses}",
  found: "{issues:issue} found: {kinds}.",
  comparedNone: "All rows were compared: no issues.",
  compared: "All rows were compared: {issues:issue} to resolve.",
  undone: "The decision on {which} was undone.",
  ruleUndone: "The decisions of a rule were undone: {issues:issue} {issues?is|are} open again.",
  edited: "{rows:row} {rows?was|were} edited.",
  excluded: "{rows:row} {rows?was|were} excluded.",
  broughtBack: "{rows:row} {rows?was|were} brought back.",
  changeUndone: "It was undone that {rows:row} {rows?was|were} {change}.",
  undo: "The last step was undone.",
  redo: "The step that was undone was done again.",
  restore: "All decisions were brought back to how they were at an earlier moment.",
  merged: "{rows:row} went into {contacts:contact}, because they name the same person.",
  failed: 'The step "{step}" failed on every attempt, so the job was set aside.',
  retried: 'The step "{step}" was started again.',
  listAgain: "The clean list was created again, as version {version}: {contacts:contact}.",
  listAutomatic: "Finalised automatically, as there were no open issues: {contacts:contact}.",
  list: "The clean list was created: {contacts:contact}.",
  byDefault: "{which}: the first row was kept by default.",
  byRule: '{issues:issue} resolved by the rule "{rule}".',
  decided: "A decision on {which}: {what}.",
  operated: "{rows:row} {rows?was|were} {operation}.",
  revised: "{which} changed.",
} as const;

type Forms = typeof historyLines;
export type HistoryLine = keyof Forms;
export type HistoryValues<Line extends HistoryLine> = ValuesOf<Forms[Line]>;

/**
 * A line of the history.
 *
 * ```ts
 * assert.equal(writeHistoryLine("edited", { rows: 1 }), "1 row was edited.");
 * ```
 */
export function writeHistoryLine<Line extends HistoryLine>(
  line: Line,
  values: HistoryValues<Line>,
): string {
  return writeSentence<string>(historyLines[line], values);
}

/** How each line is said, by what stands in it. */
export type HistoryWords = { [Line in HistoryLine]: (values: HistoryValues<Line>) => string };

/**
 * Says a line in other words; undefined where it has none of the forms.
 *
 * ```ts
 * const words = { edited: ({ rows }) => `${rows} Zeilen geändert` } as HistoryWords;
 * assert.equal(sayHistoryLine("1,200 rows were edited.", words), "1200 Zeilen geändert");
 * assert.equal(sayHistoryLine("Something happened.", words), undefined);
 * ```
 */
export function sayHistoryLine(text: string, words: HistoryWords): string | undefined {
  for (const [line, form] of Object.entries(historyLines)) {
    const values = readSentence<string>(form, text);
    if (values === undefined) continue;
    const say = words[line as HistoryLine] as (values: unknown) => string;
    return say(values);
  }
  return undefined;
}
