/**
 * Lines of a CSV file (RFC 4180, UTF-8), safe to open in a spreadsheet of any locale: texts are
 * guarded by services/contacts/formula_guard.ts, and every cell is in quotes, as that asks for.
 */
import { guarded } from "@rollcall/contacts";
import Papa from "papaparse";

/** By this at a file's beginning Excel tells that it is UTF-8. */
export const BYTE_ORDER_MARK = "\ufeff";

export function csvLines(rows: string[][]): string {
  if (rows.length === 0) return "";
  const cells = rows.map((row) => row.map(guarded));
  return Papa.unparse(cells, { newline: "\r\n", quotes: true }) + "\r\n";
}
