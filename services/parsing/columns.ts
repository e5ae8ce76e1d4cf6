/**
 * Which column is which field: as the person said, else by the names that files give them. Every
 * column keeps a name of its own, so that no value is lost under another's.
 */
import type { FileColumn } from "@rollcall/contracts";
import { type ContactField, contactFields, headerKey, headerNames } from "@rollcall/contacts";

export type ColumnsOutcome =
  | { outcome: "mapped"; columns: FileColumn[] }
  | { outcome: "refused"; code: string; message: string };

/** Columns of one file at most: beyond it the file is not a list of contacts. */
export const MAX_COLUMNS = 500;
/** Characters of all headers at most: they are kept with every batch of rows. */
export const MAX_HEADER_CHARS = 32 << 10;
/** Of how many headers, and how much of each, a message tells. */
const LISTED_HEADERS = 50, LISTED_CHARS = 80;

/**
 * @param headers the header row, as read
 * @param asked field → header, as the person mapped them; null where nobody did
 */
export function mapColumns(
  headers: string[],
  asked: Record<string, string> | null,
): ColumnsOutcome {
  if (headers.length > MAX_COLUMNS) {
    return refused(
      "TOO_MANY_COLUMNS",
      `The file has ${headers.length} columns; at most ${MAX_COLUMNS} can be read.`,
    );
  }
  const chars = headers.reduce((sum, header) => sum + header.length, 0);
  if (chars > MAX_HEADER_CHARS) {
    return refused(
      "HEADER_TOO_LONG",
      `The first line, which should name the columns, has ${chars} characters; at most ` +
        `${MAX_HEADER_CHARS} can be read. It begins with "${headers[0]!.slice(0, LISTED_CHARS)}".`,
    );
  }
  const fields = new Map<number, string>();
  for (const [field, header] of Object.entries(asked ?? {})) {
    const at = headers.findIndex((h) => h.trim() === header.trim());
    if (at < 0) {
      return refused(
        "MAPPED_COLUMN_MISSING",
        `The mapping names the column "${header}" for ${field}, but the file has: ${
          list(headers)
        }.`,
      );
    }
    fields.set(at, field);
  }
  const taken = new Set(fields.values());
  for (const field of contactFields) {
    if (taken.has(field)) continue;
    const at = findColumn(headers, field, fields);
    if (at >= 0) fields.set(at, field);
  }
  if (![...fields.values()].includes("email")) {
    return refused(
      "NO_EMAIL_COLUMN",
      `No column holds e-mail addresses. The file has: ${list(headers)}. ` +
        `A header such as ${
          headerNames.email.slice(0, 3).map((n) => `"${n}"`).join(", ")
        } would do.`,
    );
  }
  return { outcome: "mapped", columns: nameColumns(headers, fields) };
}

/** A column for values beyond the header; `position` counts from 0. */
export function surplusColumn(columns: FileColumn[], position: number): FileColumn {
  const name = distinct(`column_${position + 1}`, new Set(columns.map(keyOf)));
  return { header: "", name, field: null };
}

function findColumn(headers: string[], field: ContactField, taken: Map<number, string>): number {
  const keys = headers.map(headerKey);
  for (const name of [field, ...headerNames[field]]) {
    const at = keys.findIndex((key, i) => key === headerKey(name) && !taken.has(i));
    if (at >= 0) return at;
  }
  return -1;
}

function nameColumns(headers: string[], fields: Map<number, string>): FileColumn[] {
  const used = new Set(fields.values());
  return headers.map((text, i) => {
    const header = text.trim();
    const field = fields.get(i) ?? null;
    if (field) return { header, name: field, field };
    const name = distinct(header || `column_${i + 1}`, used);
    used.add(name);
    return { header, name, field };
  });
}

function distinct(wanted: string, used: Set<string>): string {
  let name = wanted;
  for (let n = 2; used.has(name); n++) name = `${wanted} (${n})`;
  return name;
}

const keyOf = (column: FileColumn) => column.field ?? column.name;

function list(headers: string[]): string {
  const shown = headers.slice(0, LISTED_HEADERS).map((h) => `"${h.trim().slice(0, LISTED_CHARS)}"`);
  const more = headers.length - shown.length;
  return shown.join(", ") + (more ? ` and ${more} more` : "");
}

const refused = (code: string, message: string): ColumnsOutcome => ({
  outcome: "refused",
  code,
  message,
});
