/**
 * The parser's pure core: chunks of CSV rows in, batches of checked rows out. The same file gives
 * the same rows with the same ids, however it is cut into chunks.
 */
import type { FileColumn, ParsedRow, RowProblem } from "@rollcall/contracts";
import { checkRow, type FieldIndex, fieldReader, indexFields } from "@rollcall/contacts";
import { mapColumns, MAX_COLUMNS, surplusColumn } from "./columns.ts";
import type { CsvChunk } from "./csv.ts";

/** Rows that go into one event; their ids follow `firstRowId` without a gap. */
export interface RowBatch {
  firstRowId: number;
  rows: ParsedRow[];
  columns: FileColumn[];
  validCount: number;
  bytesRead: number;
}

export type Refusal = { outcome: "refused"; code: string; message: string; headers: string[] };

/** Limits of one batch: an event stays small enough to hold many of them. */
const BATCH_ROWS = 500;
const BATCH_CHARS = 256 << 10;
/** Of each header that is shown with a refusal. */
const SHOWN_CHARS = 200;

/** Folds a file's chunks. Feed it with `push`, then call `finish`; both give batches to store. */
export class RowReader {
  columns: FileColumn[] = [];
  totalRows = 0;
  validRows = 0;
  readonly problemCounts: Partial<Record<RowProblem, number>> = {};
  /** Why the file is no list of contacts, once that is known; nothing is read from then on. */
  refusal: Refusal | undefined;

  #index: FieldIndex | undefined;
  #rows: ParsedRow[] = [];
  #valid = 0;
  #chars = 0;

  /** @param mapping field → header, as the person asked; null where nobody did */
  constructor(readonly mapping: Record<string, string> | null) {}

  push({ rows, bytesRead }: CsvChunk): RowBatch[] {
    const batches: RowBatch[] = [];
    for (const { line, values } of rows) {
      if (this.refusal) break;
      if (!this.#index) this.#readHeader(values);
      else {
        this.#readRow(line, values);
        if (this.#rows.length >= BATCH_ROWS || this.#chars >= BATCH_CHARS) {
          batches.push(this.#take(bytesRead));
        }
      }
    }
    return batches;
  }

  finish(bytesRead: number): RowBatch[] {
    if (!this.refusal && this.totalRows === 0) {
      this.refusal = this.#index
        ? refusal("NO_ROWS", "The file has a header but no rows below it.", this.columns)
        : refusal("NO_HEADER", "The file holds nothing but blank lines.", []);
    }
    return this.#rows.length ? [this.#take(bytesRead)] : [];
  }

  #readHeader(headers: string[]): void {
    const clean = dropEmptyFrom(headers.map(cleanText), 0);
    const mapped = mapColumns(clean, this.mapping);
    if (mapped.outcome === "refused") {
      const shown = clean.slice(0, MAX_COLUMNS).map((header) => header.slice(0, SHOWN_CHARS));
      this.refusal = { ...mapped, headers: shown };
      return;
    }
    this.columns = mapped.columns;
    this.#index = indexFields(mapped.columns);
  }

  #readRow(line: number, read: string[]): void {
    const values = dropEmptyFrom(read.map(cleanText), this.columns.length);
    if (values.length > MAX_COLUMNS) {
      this.refusal = refusal(
        "TOO_MANY_COLUMNS",
        `The row on line ${line} has ${values.length} values; at most ${MAX_COLUMNS} can be read.`,
        this.columns,
      );
      return;
    }
    while (values.length > this.columns.length) {
      this.columns = [...this.columns, surplusColumn(this.columns, this.columns.length)];
    }
    const { email, problems } = checkRow(fieldReader(values, this.#index!));
    // With its quotes and comma: a row of empty values has a size too.
    for (const value of values) this.#chars += value.length + 3;
    for (const p of problems) this.problemCounts[p] = (this.problemCounts[p] ?? 0) + 1;
    if (!problems.length) this.#valid++;
    this.totalRows++;
    this.#rows.push([line, email, problems, values]);
  }

  #take(bytesRead: number): RowBatch {
    const batch = {
      firstRowId: this.totalRows - this.#rows.length + 1,
      rows: this.#rows,
      columns: this.columns,
      validCount: this.#valid,
      bytesRead,
    };
    this.validRows += this.#valid;
    this.#rows = [];
    this.#valid = 0;
    this.#chars = 0;
    return batch;
  }
}

/** Without the empty cells at the end, such as spreadsheets write, but for the first `keep`. */
function dropEmptyFrom(cells: string[], keep: number): string[] {
  let length = cells.length;
  while (length > keep && !cells[length - 1]!.trim()) length--;
  return cells.slice(0, length);
}

/** Text that every store downstream can hold: no NUL, no halves of surrogate pairs. */
function cleanText(value: string): string {
  return /[\0\ud800-\udfff]/.test(value) ? value.replaceAll("\0", "").toWellFormed() : value;
}

const refusal = (code: string, message: string, columns: FileColumn[]): Refusal => ({
  outcome: "refused",
  code,
  message,
  headers: columns.map((column) => column.header),
});
