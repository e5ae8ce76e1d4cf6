/** Writing files as programs write them: CSV in any dialect, text in any encoding. */
import iconv from "iconv-lite";
import type { Bytes } from "./shape.ts";

export interface Dialect {
  delimiter?: string;
  lineEnd?: string;
  /** quotes around every value, as some programs write them */
  quoteAll?: boolean;
}

/** Rows as CSV text; a value is quoted where it has to be. */
export function csv(rows: string[][], dialect: Dialect = {}): string {
  const { delimiter = ",", lineEnd = "\r\n", quoteAll = false } = dialect;
  const cell = (value: string) =>
    quoteAll || /["\r\n]/.test(value) || value.includes(delimiter)
      ? `"${value.replaceAll('"', '""')}"`
      : value;
  return rows.map((row) => row.map(cell).join(delimiter) + lineEnd).join("");
}

/** @param bom whether a byte-order mark comes first */
export function encoded(text: string, encoding: string, bom = false): Bytes {
  return Uint8Array.from(iconv.encode(text, encoding, { addBOM: bom }));
}

/** Pieces of text and of bytes, one after the other. */
export function joined(...pieces: (string | number[])[]): Bytes {
  const bytes = pieces.flatMap((piece) =>
    typeof piece === "string" ? [...new TextEncoder().encode(piece)] : piece
  );
  return Uint8Array.from(bytes);
}
