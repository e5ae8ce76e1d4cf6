/**
 * Validates a change of a row: it must resolve the issue that it was made for and cause no new
 * error. A typed address is taken as meant, however mistyped it looks.
 */
import {
  byKey,
  entriesOf,
  hasKey,
  laidOver,
  type RowProblem,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import { checkRow, cleanText, type ContactField, contactFields } from "@rollcall/contacts";
import type { ReviewIssue } from "./review.ts";
import type { Rows } from "./rows.ts";
import { refuse, type Refused } from "./direct_effects.ts";

/** Typed values, cleaned for storage. */
export function cleaned(typed: RowValues): RowValues {
  return byKey(entriesOf(typed).map(([name, value]) => [name, cleanText(value)]));
}

/** The refusal of the first name that is neither a field nor a column. */
export function checkNames(rows: Rows, names: string[]): Refused | undefined {
  const unknown = names.find((name) => !isName(rows, name));
  if (unknown === undefined) return undefined;
  const detail = `"${unknown}" is neither a field nor a column of the file.`;
  return { ...refuse(422, "UNKNOWN_FIELD", detail), field: unknown };
}

/** Whether rows may have a value under a name: a field, a column of the file, or an added one. */
export const isName = (rows: Rows, name: string): boolean =>
  rows.index.names.has(name) || rows.added.has(name) ||
  (contactFields as readonly string[]).includes(name);

/** @param change the values to apply to the row */
export function checkChange(
  { type }: ReviewIssue,
  before: RowValues,
  change: RowValues,
): Refused | undefined {
  const old = problemsOf(before);
  const wrong = problemsWith(before, change).find((problem) =>
    isStillThere(type, [problem]) || !old.includes(problem)
  );
  if (!wrong) return undefined;
  const { field, sentence } = refusals[wrong];
  return { ...refuse(422, wrong, sentence(laidOver(before, change))), field };
}

/**
 * The refusal of a change that no issue asked for: what it sets must be right, and nothing else may
 * become wrong.
 */
export function checkTyped(before: RowValues, change: RowValues): Refused | undefined {
  // Nothing else can be wrong with a row.
  if (!Object.values(refusals).some(({ field }) => hasKey(change, field))) return undefined;
  const old = problemsOf(before);
  const wrong = problemsWith(before, change).find((problem) =>
    !old.includes(problem) || hasKey(change, refusals[problem].field)
  );
  if (!wrong) return undefined;
  const { field, sentence } = refusals[wrong];
  return { ...refuse(422, wrong, sentence(laidOver(before, change))), field };
}

/** Whether the problem that an issue asks about is there in a row of these values. */
export function isProblemOf(type: ReviewIssue["type"], values: RowValues): boolean {
  return isStillThere(type, problemsOf(values));
}

/** Whether the issue remains after this change of the row. */
export function isAskedStill(
  type: ReviewIssue["type"],
  before: RowValues,
  change: RowValues,
): boolean {
  return isStillThere(type, problemsWith(before, change));
}

function problemsWith(before: RowValues, change: RowValues): RowProblem[] {
  const problems = problemsOf(laidOver(before, change));
  return hasKey(change, "email") ? problems.filter((p) => p !== "EMAIL_TYPO") : problems;
}

/** An invalid address does not resolve a missing one. */
function isStillThere(type: ReviewIssue["type"], problems: RowProblem[]): boolean {
  const isAboutEmail = type === "MISSING_EMAIL" || type === "INVALID_EMAIL_FORMAT" ||
    type === "EMAIL_TYPO";
  return problems.some((problem) =>
    problem === type ||
    isAboutEmail && (problem === "MISSING_EMAIL" || problem === "INVALID_EMAIL_FORMAT")
  );
}

const problemsOf = (values: RowValues) => checkRow((field) => valueAt(values, field)).problems;

const refusals: Record<
  RowProblem,
  { field: ContactField; sentence: (values: RowValues) => string }
> = {
  MISSING_EMAIL: {
    field: "email",
    sentence: () => "The row would have no e-mail address; type one.",
  },
  INVALID_EMAIL_FORMAT: {
    field: "email",
    sentence: (row) => `"${valueAt(row, "email")}" is not a valid e-mail address.`,
  },
  EMAIL_TYPO: {
    field: "email",
    sentence: (row) =>
      `"${valueAt(row, "email")}" still looks mistyped; type the address, or keep it.`,
  },
  MISSING_FIRST_NAME: {
    field: "first_name",
    sentence: () => "The row would have no first name; type one.",
  },
  MISSING_LAST_NAME: {
    field: "last_name",
    sentence: () => "The row would have no last name; type one.",
  },
};
