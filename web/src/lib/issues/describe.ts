/** Issues and decisions as plain sentences. */
import { at, valueAt } from "@rollcall/contracts/by-key";
import type { BulkRule, Issue, IssueType, Resolution } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { isDefaulted } from "./defaulted.ts";
import { fieldLabel } from "../text/words.ts";

type TypeWords = { label: string; plural: string; explanation: string };

export const TYPES: Record<IssueType, TypeWords> = {
  DUPLICATE_EMAIL: {
    label: m.issues_duplicate(),
    plural: m.issues_duplicate_plural(),
    explanation: m.issues_duplicate_what(),
  },
  DUPLICATE_DIFFERS: {
    label: m.issues_differ(),
    plural: m.issues_differ_plural(),
    explanation: m.issues_differ_what(),
  },
  EMAIL_TYPO: {
    label: m.issues_typo(),
    plural: m.issues_typo_plural(),
    explanation: m.issues_typo_what(),
  },
  MISSING_EMAIL: {
    label: m.issues_no_email(),
    plural: m.issues_no_email_plural(),
    explanation: m.issues_no_email_what(),
  },
  INVALID_EMAIL_FORMAT: {
    label: m.issues_invalid(),
    plural: m.issues_invalid_plural(),
    explanation: m.issues_invalid_what(),
  },
  MISSING_FIRST_NAME: {
    label: m.issues_no_first_name(),
    plural: m.issues_no_first_name_plural(),
    explanation: m.issues_no_first_name_what(),
  },
  MISSING_LAST_NAME: {
    label: m.issues_no_last_name(),
    plural: m.issues_no_last_name_plural(),
    explanation: m.issues_no_last_name_what(),
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
  return mentionedField(payload.field ?? fieldOf(type));
}

/** A field within a sentence. */
export function mentionedField(field: string): string {
  switch (field) {
    case "email":
      return m.issues_field_email();
    case "first_name":
      return m.issues_field_first_name();
    case "last_name":
      return m.issues_field_last_name();
    default:
      return fieldLabel(field);
  }
}

/** What the issue is about, and what can be done. */
export function explanation(issue: Issue): string {
  if (issue.type === "DUPLICATE_EMAIL" && haveOneName(issue)) return m.issues_one_name_what();
  if (issue.payload.scope !== "file") return TYPES[issue.type].explanation;
  return m.issues_file_what({ field: missingField(issue) });
}

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
  if (filled >= rows) return m.issues_filled_all({ n: rows });
  return m.issues_filled_some({ filled, rows });
}

/** The issue in one line: what was found, and where. */
export function title(issue: Issue): string {
  if (issue.payload.scope === "file") return m.issues_title_file({ field: missingField(issue) });
  const { candidates } = issue.payload;
  const first = candidates[0];
  const row = first ? m.issues_row({ row: first.row_number }) : m.issues_a_row();
  switch (issue.type) {
    case "DUPLICATE_DIFFERS":
      return m.issues_title_differ({ n: issue.payload.candidate_count });
    case "DUPLICATE_EMAIL":
      return m.issues_title_duplicate({ n: issue.payload.candidate_count, key: issue.key });
    case "MISSING_EMAIL":
      return m.issues_title_no_email({ row });
    case "INVALID_EMAIL_FORMAT":
      return m.issues_title_invalid({ row, email: emailOf(issue) });
    case "EMAIL_TYPO":
      return m.issues_title_typo({ row, email: emailOf(issue) });
    case "MISSING_FIRST_NAME":
      return m.issues_title_no_first_name({ row });
    case "MISSING_LAST_NAME":
      return m.issues_title_no_last_name({ row });
  }
}

/** The address as read; the issue's key if the row has none. */
function emailOf(issue: Issue): string {
  const [first] = issue.payload.candidates;
  return (first && at(first.data, "email")) ?? issue.key;
}

/** A short text that identifies the issue in a list. */
export function subject(issue: Issue): string {
  if (issue.payload.scope === "file") return m.issues_whole_file();
  const value = (field: string) => {
    const [first] = issue.payload.candidates;
    return first ? valueAt(first.data, field) : "";
  };
  const name = [value("first_name"), value("last_name")].filter(Boolean).join(" ").trim();
  if (issue.type.startsWith("DUPLICATE_")) return issue.key;
  if (issue.type === "MISSING_EMAIL") {
    return name || value("company") || value("phone") || m.issues_no_name();
  }
  return value("email") || name || keyWords(issue.key);
}

/** An issue's key as people say it: an address, or "Row 80". */
export function keyWords(key: string): string {
  const row = /^row-(\d+)$/.exec(key)?.[1];
  return row === undefined ? key : m.issues_row({ row });
}

/** The same, for use within a sentence. */
export function mentioned(issue: Issue): string {
  return issue.payload.scope === "file" ? m.issues_whole_file_mentioned() : subject(issue);
}

export function place(issue: Issue): string {
  const { scope, candidate_count } = issue.payload;
  if (scope === "file") return m.issues_place_all({ n: candidate_count });
  const numbers = issue.payload.candidates.map(({ row_number }) => row_number);
  if (numbers.length === 1) return m.issues_row({ row: numbers[0]! });
  if (numbers.length <= 3) return m.issues_place_rows({ rows: numbers.join(", ") });
  return m.issues_place_from({ n: numbers.length, row: numbers[0] ?? 0 });
}

const RULE_WORDS: Record<BulkRule, string> = {
  first: m.issues_by_rule_first(),
  last: m.issues_by_rule_last(),
  most_complete: m.issues_by_rule_complete(),
  skip: m.issues_by_a_rule(),
  keep: m.issues_by_a_rule(),
  take_suggestion: m.issues_by_a_rule(),
};

/** The decision: "Row 12 was chosen", with the rule if there was one. */
export function decided(issue: Issue, resolution: Resolution): string {
  const decision = decisionOf(issue, resolution);
  if (isDefaulted(issue) || resolution.action === "use_column") return decision;
  // A single accepted suggestion has a rule too, but no batch.
  const isOne = resolution.rule === "take_suggestion" && !resolution.batch_id;
  const rule = isOne ? undefined : RULE_WORDS[resolution.rule as BulkRule];
  const how = rule ?? (resolution.via ? m.issues_by_other() : undefined);
  return how === undefined ? decision : m.issues_decided_how({ decision, how });
}

function decisionOf(issue: Issue, resolution: Resolution): string {
  const { candidates } = issue.payload;
  const row = candidates.find(({ raw_row_id }) => raw_row_id === resolution.chosen_row_id)
    ?.row_number;
  const only = candidates.length === 1 ? candidates[0]!.row_number : undefined;
  if (isDefaulted(issue)) {
    return row === undefined ? m.issues_decided_default_first() : m.issues_decided_default({ row });
  }
  if (issue.payload.scope === "file" && resolution.action === "keep") {
    return m.issues_decided_without({ field: missingField(issue) });
  }
  switch (resolution.action) {
    case "use_column":
      return m.issues_decided_column({
        column: resolution.column ?? "",
        field: missingField(issue),
      });
    case "choose":
      return row === undefined ? m.issues_decided_chosen_one() : m.issues_decided_chosen({ row });
    case "merge":
      return row === undefined ? m.issues_decided_merged() : m.issues_decided_merged_into({ row });
    case "edit":
      return resolution.rule === "take_suggestion"
        ? m.issues_decided_suggested()
        : m.issues_decided_corrected();
    case "skip":
      return only === undefined
        ? m.issues_decided_excluded_all()
        : m.issues_decided_excluded({ row: only });
    case "keep":
      return only === undefined
        ? m.issues_decided_kept_all()
        : m.issues_decided_kept({ row: only });
  }
}
