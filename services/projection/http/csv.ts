/**
 * Lines of a CSV file (RFC 4180, UTF-8), safe to open in a spreadsheet of any locale: texts are
 * guarded by domain/contacts/formula_guard.ts, and every cell is in quotes, as that asks for.
 */
import { guarded } from "@rollcall/contacts";

/** At the beginning of a file, it tells Excel that the file is UTF-8. */
export const BYTE_ORDER_MARK = "\ufeff";

export function csvLines(rows: string[][]): string {
  return rows.map((row) => `${row.map(inQuotes).join()}\r\n`).join("");
}

const inQuotes = (text: string) => `"${guarded(text).replaceAll('"', '""')}"`;
