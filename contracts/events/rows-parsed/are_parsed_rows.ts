/**
 * Whether something is surely rows as the schema has them. A file has very many, and this takes a
 * tenth of the schema's time; what it is not sure of, the schema decides. Pure.
 */
import { RowProblem, RowWarning } from "../columns.ts";

const PROBLEMS: ReadonlySet<unknown> = new Set(RowProblem.options);
/** Warnings that the schema has accepted; there are few. */
const warnings = new Set<unknown>();

export function areParsedRows(rows: unknown): boolean {
  return Array.isArray(rows) && rows.every(isParsedRow);
}

function isParsedRow(row: unknown): boolean {
  if (!Array.isArray(row) || row.length < 4 || row.length > 5) return false;
  const [line, email, problems, values, notes] = row as unknown[];
  return Number.isSafeInteger(line) && line as number > 0 &&
    (email === null || typeof email === "string") &&
    Array.isArray(problems) && problems.every((problem) => PROBLEMS.has(problem)) &&
    Array.isArray(values) && values.every(isText) &&
    (notes === undefined || areNotes(notes));
}

function areNotes(notes: unknown): boolean {
  if (typeof notes !== "object" || notes === null || Array.isArray(notes)) return false;
  return Object.entries(notes).every(([key, value]) =>
    key === "phone" ? isText(value) : key === "warnings" && areWarnings(value)
  );
}

function areWarnings(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => {
    if (!warnings.has(one) && RowWarning.safeParse(one).success) warnings.add(one);
    return warnings.has(one);
  });
}

const isText = (value: unknown) => typeof value === "string";
