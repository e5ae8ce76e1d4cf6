/** The lines of a job's history: services write them, and clients say them in other languages. */
import type { BulkRule } from "./api/bulk_rules.ts";
import { sentences, type WordsFor } from "./sentence_forms.ts";

export const historyLines = sentences({
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
  failed: 'The step "{stage}" failed on every attempt, so the job was set aside.',
  retried: 'The step "{stage}" was started again.',
  listAgain: "The clean list was created again, as version {version}: {contacts:contact}.",
  listAutomatic: "Finalised automatically, as there were no open issues: {contacts:contact}.",
  list: "The clean list was created: {contacts:contact}.",
  byDefault: "{which}: the first row was kept by default.",
  byRule: '{issues:issue} resolved by the rule "{rule}".',
  decided: "A decision on {which}: {what}.",
  operated: "{rows:row} {rows?was|were} {operation}.",
  revised: "{which} changed.",
});

/** What a decision did: `what` of the line "decided". */
export const decisionsDone = {
  choose: "a row was chosen",
  edit: "a row was corrected",
  merge: "rows were merged",
  skip: "excluded",
  keep: "kept as it is",
  use_column: "a column was chosen",
  take_suggestion: "the suggestion was taken",
} as const;

/** What an operation did to rows: `operation` of the line "operated". */
export const operationsDone = {
  replace: "changed by finding and replacing",
  set: "given one value",
  trim: "trimmed",
  case: "given another case",
  fill: "filled from another column",
  phones: "given normalised phone numbers",
  split: "changed by splitting a column",
  join: "changed by joining columns",
  unite: "changed by uniting spellings",
} as const;

/** What sentences call the bulk rules, as the page and the command line do. */
export const ruleNames = {
  first: "first row",
  last: "last row",
  most_complete: "most complete row",
  take_suggestion: "take the suggestion",
  skip: "exclude",
  keep: "keep",
} as const satisfies Record<BulkRule, string>;

export type HistoryWords = WordsFor<typeof historyLines>;
