/**
 * The origin of each value of a contact: a cell of the file, verbatim or normalised, a part of one,
 * another row, or an edit.
 */
import { columnKeys, contactFields, extraKeys, type Row, trimText } from "@rollcall/contacts";
import { at, formatIssueId, hasKey, keysOf, originReasons, valueAt } from "@rollcall/contracts";
import type { FieldOrigin } from "@rollcall/contracts/api";
import { FILLS } from "../fold/model.ts";
import { changedBy } from "../lists/reason_words.ts";
import type { ContactFacts, MadeEdit } from "./facts.ts";

/** Fields first, then extras in file order; without empty fields that have no column. */
export function originsOf(facts: ContactFacts): FieldOrigin[] {
  const { contact, columns } = facts;
  const present = new Set(columnKeys(columns));
  const value = (field: typeof contactFields[number]) => contact[field] ?? "";
  facts.chosen.forEach(({ field }) => present.add(field));
  const fields = contactFields.filter((field) => present.has(field) || value(field) !== "");
  const extras = new Set([...extraKeys(columns), ...keysOf(contact.extra)]);
  return [
    ...fields.map((field) => originOf(facts, field, value(field))),
    ...[...extras].filter((key) => hasKey(contact.extra, key))
      .map((key) => originOf(facts, key, valueAt(contact.extra, key))),
  ];
}

function originOf(facts: ContactFacts, field: string, value: string): FieldOrigin {
  const edit = facts.edits.findLast(({ values }) => hasKey(values, field));
  if (!edit) return fromChosen(facts, field, value) ?? fromFile(facts, field, value);
  const source = facts.sources.get((edit.sources && at(edit.sources, field)) ?? 0);
  return source ? fromOther(facts, field, value, edit, source) : typed(facts, field, value, edit);
}

function typed(facts: ContactFacts, field: string, value: string, edit: MadeEdit): FieldOrigin {
  const isSuggested = edit.rule === "take_suggestion";
  const isComputed = edit.number < FILLS && edit.rule !== null;
  return {
    field,
    value,
    raw_row_id: null,
    row_number: null,
    header: null,
    original: otherThan(value, at(facts.row.values, field)),
    how: isSuggested ? "suggested" : "edited",
    ...decision(facts, edit),
    reason: isSuggested
      ? originReasons.write("suggested", {})
      : isComputed
      ? originReasons.write("changed", { operation: changedBy(edit.rule!) })
      : originReasons.write("typed", {}),
  };
}

/** From another row: filled in for a list, or merged. */
function fromOther(
  facts: ContactFacts,
  field: string,
  value: string,
  edit: MadeEdit,
  source: Row,
): FieldOrigin {
  const isFill = edit.number === FILLS;
  return {
    field,
    value,
    raw_row_id: source.id,
    row_number: source.line,
    header: headerOf(facts, field),
    original: otherThan(value, at(source.values, field)),
    how: isFill ? "filled" : "merged",
    ...(isFill ? nobody : decision(facts, edit)),
    reason: isFill
      ? originReasons.write(isMerged(facts) ? "filledByMerge" : "filled", {
        from: String(source.line),
        row: String(facts.row.line),
      })
      : originReasons.write("merged", { row: String(source.line) }),
  };
}

/** Rows of different people are one contact only if they were merged. */
const isMerged = ({ decisions }: ContactFacts): boolean =>
  decisions.some(({ type, action }) => type === "DUPLICATE_EMAIL" && action === "merge");

/** From the column chosen for all rows. */
function fromChosen(facts: ContactFacts, field: string, value: string): FieldOrigin | undefined {
  const { jobId, row, columns, chosen, decisions } = facts;
  const named = chosen.find((one) => one.field === field);
  if (!named) return undefined;
  const column = columns[columnKeys(columns).indexOf(named.key)];
  const header = column ? headerName(column) : named.key;
  const decided = decisions.find(({ number }) => number === named.number);
  return {
    field,
    value,
    raw_row_id: row.id,
    row_number: row.line,
    header,
    original: otherThan(value, valueAt(row.values, named.key)),
    how: "chosen_column",
    issue_id: formatIssueId(jobId, named.number),
    by: decided?.resolved_by ?? null,
    at: decided?.resolved_at ?? null,
    reason: originReasons.write("chosenColumn", { header, row: String(row.line) }),
  };
}

function fromFile(facts: ContactFacts, field: string, value: string): FieldOrigin {
  const { row } = facts;
  const { how, header, text, reason } = cellOf(facts, field, value);
  const isThere = hasKey(row.values, field);
  return {
    field,
    value,
    raw_row_id: isThere ? row.id : null,
    row_number: isThere ? row.line : null,
    header,
    original: otherThan(value, text),
    how,
    ...nobody,
    reason,
  };
}

interface Cell {
  how: FieldOrigin["how"];
  header: string | null;
  /** as it was read */
  text: string | undefined;
  reason: string;
}

function cellOf({ row, columns }: ContactFacts, field: string, value: string): Cell {
  const keys = columnKeys(columns);
  const column = columns[keys.indexOf(field)];
  const text = at(row.values, field);
  const line = { row: String(row.line) };

  if (column?.how === "split") {
    const whole = columns.find(({ name }) => name === column.from);
    const header = whole ? headerName(whole) : column.from ?? "";
    const full = whole && at(row.values, keys[columns.indexOf(whole)]!);
    return {
      how: "split",
      header,
      text: full,
      reason: originReasons.write("split", { header, ...line }),
    };
  }
  if (field === "email" && row.warnings.includes("EMAIL_FROM_OTHER_COLUMN")) {
    const filled = columns.findIndex(({ role }, i) =>
      role === "other_email" && trimText(valueAt(row.values, keys[i]!)) !== ""
    );
    const header = filled < 0 ? null : headerName(columns[filled]!);
    const reason = header === null
      ? originReasons.write("anotherColumn", line)
      : originReasons.write("otherColumn", { header, ...line });
    return { how: "other_column", header, text, reason };
  }
  if (!column || text === undefined) {
    const header = column ? headerName(column) : null;
    return { how: "read", header, text, reason: originReasons.write("empty", line) };
  }
  const header = headerName(column);
  const how = text === value ? "read" : "normalized";
  const change = text === value ? "read" : changed(field, text, value);
  return { how, header, text, reason: originReasons.write(change, { header, ...line }) };
}

/** How a text was changed after reading. */
function changed(field: string, text: string, value: string) {
  if (trimText(text) === value) return "trimmed";
  return field === "phone" ? "international" : "compared";
}

const headerName = ({ header, name }: { header: string; name: string }) => header || name;

function headerOf({ columns }: ContactFacts, field: string): string | null {
  const column = columns[columnKeys(columns).indexOf(field)];
  return column ? headerName(column) : null;
}

const decision = ({ jobId }: ContactFacts, edit: MadeEdit) => ({
  issue_id: edit.number > FILLS ? formatIssueId(jobId, edit.number) : null,
  by: edit.made_by,
  at: edit.made_at,
});

const nobody = { issue_id: null, by: null, at: null };

const otherThan = (value: string, text: string | undefined): string | null =>
  text === undefined || text === value ? null : text;
