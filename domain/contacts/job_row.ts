/**
 * A job's row as all services handle it: as read from the file, or with edits applied. This is the
 * only place that applies edits, for present and past, lists, issues, downloads and decisions
 * alike. Pure.
 */
import {
  byKey,
  cellsOf,
  emailOf,
  entriesOf,
  hasKey,
  laidOver,
  lineOf,
  notesOf,
  type ParsedRow,
  problemsOf,
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
  /** normalised; null if there is none */
  email: string | null;
  /** the key by which duplicates are found; null without an address */
  key: string | null;
  /** in E.164 if it is written otherwise; else null */
  phone: string | null;
  /** problems that need a decision */
  problems: RowProblem[];
  /** warnings, which need none */
  warnings: string[];
  /** by field, or by column name for unknown columns */
  values: RowValues;
}

/** An edit that a decision applies to a row. */
export interface ValueEdit {
  values: RowValues;
  /** the phone in E.164, if the edit has one that is written otherwise */
  phone?: string | null | undefined;
}

/**
 * A row from its batch's event.
 *
 * ```ts
 * const keys = ["email", "Tag"], parsed = [2, "ann@example.com", [], ["Ann@Example.com", "vip"]];
 * const row = readRow(1, parsed, keys, false);
 * assert.deepEqual([row.id, row.line, row.email], [1, 2, "ann@example.com"]);
 * ```
 *
 * @param keys of the values, in column order, as `columnKeys` returns them
 */
export function readRow(id: number, parsed: ParsedRow, keys: string[], foldGmail: boolean): Row {
  const email = emailOf(parsed), notes = notesOf(parsed);
  return {
    id,
    line: lineOf(parsed),
    email,
    key: email === null ? null : emailKey(email, foldGmail),
    phone: notes?.phone ?? null,
    problems: problemsOf(parsed),
    warnings: notes?.warnings ?? [],
    // A short row has no values for its last columns.
    values: byKey(cellsOf(parsed).map((value, i): [string, string] => [keys[i]!, value])),
  };
}

/** What has been decided about a row's values, as of one moment. */
export interface RowDecisions {
  /** columns chosen for a field in all rows of the file */
  chosen: readonly ChosenColumn[];
  /** edits of this row, in chronological order */
  edits: readonly Pick<ValueEdit, "values">[];
}

/** The same for the whole row. */
export interface Overlay extends RowDecisions {
  edits: readonly ValueEdit[];
  foldGmail: boolean;
}

/**
 * A row's values with decisions applied: the columns chosen for all rows, then the row's edits in
 * order.
 *
 * ```ts
 * const edits = [{ values: byKey({ Tag: "a" }) }, { values: byKey({ Tag: "b" }) }];
 * const now = valuesNow(byKey({ Tag: "vip" }), { chosen: [], edits });
 * assert.equal(valueAt(now, "Tag"), "b");
 * ```
 */
export function valuesNow(values: RowValues, { chosen, edits }: RowDecisions): RowValues {
  const named = layColumns(values, chosen);
  return edits.length === 0 ? named : laidOver(named, ...edits.map((edit) => edit.values));
}

/**
 * A row's normalised address with edits applied; null if it has none.
 *
 * ```ts
 * const edits = [{ values: byKey({ email: " Bob@Example.com" }) }, { values: byKey({ Tag: "b" }) }];
 * assert.equal(emailNow("ann@example.com", edits), "bob@example.com");
 * assert.equal(emailNow("ann@example.com", []), "ann@example.com");
 * ```
 */
export function emailNow(email: string | null, edits: RowDecisions["edits"]): string | null {
  const typed = edits.findLast(({ values }) => hasKey(values, "email"));
  return typed ? normalizeEmail(valueAt(typed.values, "email")) || null : email;
}

/**
 * The row with decisions applied. An edit of the address moves the row to that address; an edit of
 * the phone drops the known E.164 number, unless it has a new one.
 *
 * ```ts
 * const keys = ["email", "Tag"], parsed = [2, "ann@example.com", [], ["Ann@Example.com", "vip"]];
 * const row = readRow(1, parsed, keys, false);
 * const edits = [{ values: byKey({ email: "Bob@Example.com" }) }];
 * assert.equal(rowNow(row, { chosen: [], edits, foldGmail: false }).key, "bob@example.com");
 * ```
 */
export function rowNow(row: Row, { chosen, edits, foldGmail }: Overlay): Row {
  if (chosen.length === 0 && edits.length === 0) return row;
  const email = emailNow(row.email, edits);
  const now = { ...row, email, values: valuesNow(row.values, { chosen, edits }) };
  if (email !== row.email) now.key = email === null ? null : emailKey(email, foldGmail);
  for (const { values, phone } of edits) {
    if (phone) now.phone = phone;
    else if (hasKey(values, "phone")) now.phone = null;
  }
  return now;
}

/** The contact that a row yields. */
export interface ContactValues {
  raw_row_id: number;
  email: string | null;
  first_name: string;
  last_name: string;
  phone: string;
  company: string;
  job_title: string;
  /** values that are not fields of a contact */
  extra: RowValues;
}

/**
 * The address is normalised, the phone in E.164 if known.
 *
 * ```ts
 * const keys = ["email", "Tag"], parsed = [2, "ann@example.com", [], ["Ann@Example.com", "vip"]];
 * const contact = contactOf(readRow(1, parsed, keys, false));
 * assert.equal(contact.email, "ann@example.com");
 * assert.deepEqual(keysOf(contact.extra), ["Tag"]);
 * ```
 */
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
