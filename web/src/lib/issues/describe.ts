/** Issues and decisions as plain sentences. */
import { at, valueAt } from "@rollcall/contracts/by-key";
import type { BulkRule, Issue, IssueType, Resolution } from "@rollcall/contracts/api";
import { isDefaulted } from "./defaulted.ts";
import { count, fieldLabel, number } from "../text/words.ts";

type TypeWords = { label: string; plural: string; explanation: string };

export const TYPES: Record<IssueType, TypeWords> = {
  DUPLICATE_EMAIL: {
    label: "Duplicate",
    plural: "Duplicates",
    explanation: "These rows share one e-mail address but name different people. Choose the row " +
      "that is right, or merge them into one. Rows of the same person fill in its empty fields; other " +
      "people are excluded from the clean list.",
  },
  DUPLICATE_DIFFERS: {
    label: "Rows differ",
    plural: "Rows of one person that differ",
    explanation:
      "These rows name the same person and have different values. The row that is kept " +
      "has its empty fields filled from the others. Choose which row to keep, merge them field by field, or " +
      "keep them all.",
  },
  EMAIL_TYPO: {
    label: "Mistyped e-mail",
    plural: "Mistyped e-mails",
    explanation: "Mail to this address would probably not arrive: its ending looks mistyped. " +
      "Correct it, keep it as it is, or exclude the row.",
  },
  MISSING_EMAIL: {
    label: "No e-mail",
    plural: "No e-mail",
    explanation: "This row has no e-mail address. Type it in if you know it, keep the contact " +
      "without one, or exclude the row.",
  },
  INVALID_EMAIL_FORMAT: {
    label: "Invalid e-mail",
    plural: "Invalid e-mails",
    explanation: "This is not a complete e-mail address, so mail would not arrive. Correct it, " +
      "keep it as it is, or exclude the row.",
  },
  MISSING_FIRST_NAME: {
    label: "No first name",
    plural: "No first name",
    explanation: "This row has no first name. Type it in, keep the contact without one, or " +
      "exclude the row.",
  },
  MISSING_LAST_NAME: {
    label: "No last name",
    plural: "No last name",
    explanation: "This row has no last name. Type it in, keep the contact without one, or " +
      "exclude the row.",
  },
};

export const ALL_TYPES = Object.keys(TYPES) as IssueType[];

/** The field that an issue of this type is about. */
export function fieldOf(type: IssueType): string {
  if (type === "MISSING_FIRST_NAME") return "first_name";
  if (type === "MISSING_LAST_NAME") return "last_name";
  return "email";
}

/** The field that an issue about the whole file is about: "last name". */
export function missingField({ type, payload }: Issue): string {
  return fieldLabel(payload.field ?? fieldOf(type)).toLowerCase();
}

/** What the issue is about, and what can be done. */
export function explanation(issue: Issue): string {
  if (issue.type === "DUPLICATE_EMAIL" && haveOneName(issue)) return ONE_NAME;
  if (issue.payload.scope !== "file") return TYPES[issue.type].explanation;
  const field = missingField(issue);
  return `No column was recognised as the ${field}, or that column is empty in every row. This is ` +
    "one question for all rows; you can undo the answer at any time.";
}

const ONE_NAME =
  "These rows share one e-mail address and one name, but not the company: they may be one " +
  "person or several. Choose the row that is right, merge them into one, or keep them all.";

/** Whether all rows have the same name; people are told apart by their company, too. */
function haveOneName({ payload: { candidates } }: Issue): boolean {
  const name = (field: string, row: number) =>
    valueAt(candidates[row]!.data, field).normalize("NFC").trim().replace(/\s+/g, " ")
      .toLowerCase();
  return candidates.length > 1 &&
    ["first_name", "last_name"].every((field) =>
      new Set(candidates.map((_, row) => name(field, row))).size === 1
    );
}

/** "Filled in all 50 rows", or in how many, and what becomes of the others. */
export function filledLine(filled: number, rows: number): string {
  if (filled >= rows) return `Filled in all ${count(rows, "row")}`;
  return `Filled in ${number(filled)} of ${
    count(rows, "row")
  }; the other rows are kept without one`;
}

/** The issue in one line: what was found, and where. */
export function title(issue: Issue): string {
  if (issue.payload.scope === "file") return `The file has no ${missingField(issue)}s`;
  const { candidates } = issue.payload;
  const first = candidates[0];
  const row = first ? `Row ${first.row_number}` : "A row";
  switch (issue.type) {
    case "DUPLICATE_DIFFERS":
      return `${count(issue.payload.candidate_count, "row")} of the same person differ`;
    case "DUPLICATE_EMAIL":
      return `${count(issue.payload.candidate_count, "row")} for ${issue.key}`;
    case "MISSING_EMAIL":
      return `${row} has no e-mail address`;
    case "INVALID_EMAIL_FORMAT":
      return `${row}: “${emailOf(issue)}” is not an e-mail address`;
    case "EMAIL_TYPO":
      return `${row}: “${emailOf(issue)}” looks mistyped`;
    case "MISSING_FIRST_NAME":
      return `${row} has no first name`;
    case "MISSING_LAST_NAME":
      return `${row} has no last name`;
  }
}

/** The address as read; the issue's key if the row has none. */
function emailOf(issue: Issue): string {
  const [first] = issue.payload.candidates;
  return (first && at(first.data, "email")) ?? issue.key;
}

/** A short text that identifies the issue in a list. */
export function subject(issue: Issue): string {
  if (issue.payload.scope === "file") return "The whole file";
  const value = (field: string) => {
    const [first] = issue.payload.candidates;
    return first ? valueAt(first.data, field) : "";
  };
  const name = [value("first_name"), value("last_name")].filter(Boolean).join(" ").trim();
  if (issue.type.startsWith("DUPLICATE_")) return issue.key;
  if (issue.type === "MISSING_EMAIL") {
    return name || value("company") || value("phone") || "No name";
  }
  return value("email") || name || keyWords(issue.key);
}

/** An issue's key as people say it: an address, or "Row 80". */
export function keyWords(key: string): string {
  const row = /^row-(\d+)$/.exec(key)?.[1];
  return row === undefined ? key : `Row ${row}`;
}

/** The same, for use within a sentence. */
export function mentioned(issue: Issue): string {
  return issue.payload.scope === "file" ? "the whole file" : subject(issue);
}

export function place(issue: Issue): string {
  const { scope, candidate_count } = issue.payload;
  if (scope === "file") return `All ${count(candidate_count, "row")}`;
  const numbers = issue.payload.candidates.map(({ row_number }) => row_number);
  if (numbers.length === 1) return `Row ${numbers[0]}`;
  if (numbers.length <= 3) return `Rows ${numbers.join(", ")}`;
  return `${count(numbers.length, "row")} from row ${numbers[0]}`;
}

const RULE_WORDS: Record<BulkRule, string> = {
  first: "by the rule “first row”",
  last: "by the rule “last row”",
  most_complete: "by the rule “most complete row”",
  skip: "for all of this type at once",
  keep: "for all of this type at once",
  take_suggestion: "for all of this type at once",
};

/** The decision: "Row 12 was chosen", with the rule if there was one. */
export function decided(issue: Issue, resolution: Resolution): string {
  const { candidates } = issue.payload;
  const chosen = candidates.find(({ raw_row_id }) => raw_row_id === resolution.chosen_row_id);
  const rows = candidates.length === 1 ? `Row ${candidates[0]?.row_number}` : "All rows";
  const was = candidates.length === 1 ? "was" : "were";
  const suggested = resolution.rule === "take_suggestion";
  // A single accepted suggestion has a rule too, but no batch.
  const ruled = suggested && !resolution.batch_id ? undefined : resolution.rule;
  if (isDefaulted(issue)) {
    return `${
      chosen ? `Row ${chosen.row_number}` : "The first row"
    } is kept because nobody chose another`;
  }
  const rule = RULE_WORDS[ruled as BulkRule];
  const how = rule ? `, ${rule}` : resolution.via ? ", by the decision on another issue" : "";
  if (issue.payload.scope === "file" && resolution.action === "keep") {
    return `All rows were kept without a ${missingField(issue)}${how}`;
  }
  switch (resolution.action) {
    case "use_column":
      return `The column “${resolution.column ?? ""}” is the ${missingField(issue)}`;
    case "choose":
      return `${chosen ? `Row ${chosen.row_number}` : "One row"} was chosen${how}`;
    case "merge":
      return `The rows were merged${chosen ? ` into row ${chosen.row_number}` : ""}${how}`;
    case "edit":
      return `${suggested ? "Corrected as suggested" : "Corrected by hand"}${how}`;
    case "skip":
      return `${rows} ${was} excluded${how}`;
    case "keep":
      return `${rows} ${was} kept as ${candidates.length === 1 ? "it is" : "they are"}${how}`;
  }
}
