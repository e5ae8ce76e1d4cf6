/**
 * A row of a job, as every service handles it: as it was read from the file, or with edits laid over
 * it. What an edit does to a row is said here alone, for the present and the past, for lists, issues,
 * downloads and decisions alike. Pure.
 */
import {
  at,
  byKey,
  entriesOf,
  hasKey,
  laidOver,
  type ParsedRow,
  type RowProblem,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import { isExtra } from "./column_keys.ts";
import { normalizeEmail } from "./email.ts";
import { emailKey } from "./email_key.ts";
import { type ChosenColumn, layColumns } from "./missing_columns.ts";
import { trimText } from "./text.ts";

export interface Row {
  /** counts from 1 in the job */
  id: number;
  /** line of the file on which it begins */
  line: number;
  /** normalised; null where it has none */
  email: string | null;
  /** the address as duplicates are told by; null where it has none */
  key: string | null;
  /** in E.164, where it is written otherwise; else null */
  phone: string | null;
  /** what is asked about it */
  problems: RowProblem[];
  /** what is only told about it */
  warnings: string[];
  /** by field, or by column name where the column is no known field */
  values: RowValues;
}

/** What a decision lays over a row. */
export interface RowEdit {
  values: RowValues;
  /** the phone in E.164, where the edit brings one that is written otherwise */
  phone?: string | null | undefined;
}

/** @param keys under which the values stand, in column order, as `columnKeys` gives them */
export function readRow(id: number, parsed: ParsedRow, keys: string[], foldGmail: boolean): Row {
  const [line, email, problems, values, notes] = parsed;
  return {
    id,
    line,
    email,
    key: email === null ? null : emailKey(email, foldGmail),
    phone: notes?.phone ?? null,
    problems,
    warnings: notes?.warnings ?? [],
    // A row that ends early has nothing under the columns that it does not reach.
    values: byKey(values.map((value, i): [string, string] => [keys[i]!, value])),
  };
}

/** What people have decided about rows, as of one moment. */
export interface Overlay {
  /** columns that were named for all rows of the file */
  chosen: readonly ChosenColumn[];
  /** edits of this row, in the order in which they were made */
  edits: readonly RowEdit[];
  foldGmail: boolean;
}

/**
 * The row with what was decided laid over it: the columns that were named for all rows, then the
 * row's edits, a later one over an earlier one. An edit of the address moves the row to that address;
 * an edit of the phone takes the number that was known in E.164 away, unless it brings one.
 */
export function rowNow(row: Row, { chosen, edits, foldGmail }: Overlay): Row {
  if (chosen.length === 0 && edits.length === 0) return row;
  const values = layColumns(row.values, chosen);
  const now = { ...row, values: laidOver(values, ...edits.map((edit) => edit.values)) };
  for (const { values, phone } of edits) {
    const email = at(values, "email");
    if (email !== undefined) {
      now.email = normalizeEmail(email) || null;
      now.key = now.email === null ? null : emailKey(now.email, foldGmail);
    }
    if (phone) now.phone = phone;
    else if (hasKey(values, "phone")) now.phone = null;
  }
  return now;
}

/** A contact as a row makes it. */
export interface ContactValues {
  raw_row_id: number;
  email: string | null;
  first_name: string;
  last_name: string;
  phone: string;
  company: string;
  job_title: string;
  /** what a contact has no place for */
  extra: RowValues;
}

/** The address is the normalised one, the phone in E.164 where it is known. */
export function contactOf(row: Row): ContactValues {
  const text = (key: string) => trimText(valueAt(row.values, key));
  return {
    raw_row_id: row.id,
    email: row.email,
    first_name: text("first_name"),
    last_name: text("last_name"),
    phone: row.phone ?? text("phone"),
    company: text("company"),
    job_title: text("job_title"),
    extra: byKey(entriesOf(row.values).filter(([key]) => isExtra(key))),
  };
}
