/**
 * The parser's pure core: chunks of a table's rows in, batches of checked rows out. The same file
 * gives the same rows with the same ids, however it is cut into chunks.
 */
import type { FileColumn, ParsedRow, RowProblem } from "@rollcall/contracts";
import {
  type ColumnWish,
  hasError,
  mapColumns,
  MAX_COLUMNS,
  type NameField,
} from "@rollcall/contacts";
import type { TableChunk } from "@rollcall/tables";
import { Buffer } from "node:buffer";
import { RowMaker } from "./make_row.ts";
import { defaultLimits, type WorkLimits, WorkMeter } from "./work_limits.ts";

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
const BATCH_BYTES = 256 << 10;
/** The columns go with every batch: its rows have at least so many times their bytes. */
const COLUMNS_SHARE = 4;
/** Of each header that is shown with a refusal. */
const SHOWN_CHARS = 200;

/** What is known of a file besides its table. */
export interface FileFacts {
  /** where phone numbers without a country code are at home; null where nobody said */
  region: string | null;
  sizeBytes: number;
  /** whether the file leaves out empty cells at a row's end, as workbooks do */
  leavesOut?: boolean;
  /** names that no column serves, as it was noted: no row is asked for them */
  missing?: readonly NameField[];
  /** how much work it may make */
  limits?: WorkLimits;
}

/** Folds a file's chunks. Feed it with `push`, then call `finish`; both give batches to store. */
export class RowReader {
  totalRows = 0;
  validRows = 0;
  readonly problemCounts: Partial<Record<RowProblem, number>> = {};
  /** rows by warning */
  readonly warningCounts: Record<string, number> = {};
  /** Why the file is no list of contacts, once that is known; nothing is read from then on. */
  refusal: Refusal | undefined;

  readonly #maker: RowMaker | undefined;
  readonly #meter: WorkMeter | undefined;
  #rows: ParsedRow[] = [];
  #valid = 0;
  #bytes = 0;
  /** of the columns, as they go with every batch */
  #columnBytes: { of: FileColumn[]; bytes: number } = { of: [], bytes: 0 };

  /**
   * @param headers the row that names the columns, as read
   * @param wish which column is to be which field, as the person asked and as is remembered
   */
  constructor(
    readonly headers: string[],
    wish: ColumnWish,
    { region, sizeBytes, leavesOut = false, missing = [], limits = defaultLimits }: FileFacts,
  ) {
    const mapped = mapColumns(headers, wish);
    if (mapped.outcome === "refused") {
      this.#refuse(mapped.code, mapped.message);
      return;
    }
    this.#maker = new RowMaker(headers.length, mapped.columns, region, leavesOut, missing);
    this.#meter = new WorkMeter(limits, sizeBytes, mapped.columns);
  }

  /** The columns in the order of a row's values; values beyond the header add to them. */
  get columns(): FileColumn[] {
    return this.#maker?.columns ?? [];
  }

  push({ rows, bytesRead }: TableChunk): RowBatch[] {
    const batches: RowBatch[] = [];
    for (const { line, values } of rows) {
      if (this.refusal) break;
      this.#read(line, values);
      if (this.#isFull()) batches.push(this.#take(bytesRead));
    }
    return batches;
  }

  finish(bytesRead: number): RowBatch[] {
    if (!this.refusal && this.totalRows === 0) {
      this.#refuse("NO_ROWS", "The file has a header but no rows below it.");
    }
    const tooMuch = this.refusal ? undefined : this.#meter?.finish();
    if (tooMuch) this.#refuse(tooMuch.code, tooMuch.message);
    return this.#rows.length ? [this.#take(bytesRead)] : [];
  }

  #read(line: number, cells: string[]): void {
    const made = this.#maker!.make(line, cells);
    if ("code" in made) return this.#refuse(made.code, made.message);
    const { row } = made;
    const bytes = jsonBytes(row);
    const tooMuch = this.#meter!.addRow(row, bytes);
    if (tooMuch) return this.#refuse(tooMuch.code, tooMuch.message);
    const [, , problems, , notes] = row;
    for (const code of problems) this.problemCounts[code] = (this.problemCounts[code] ?? 0) + 1;
    for (const code of notes?.warnings ?? []) {
      this.warningCounts[code] = (this.warningCounts[code] ?? 0) + 1;
    }
    if (!hasError(problems)) this.#valid++;
    this.#bytes += bytes;
    this.totalRows++;
    this.#rows.push(row);
  }

  /** Short rows under wide headers go in larger batches: else the headers would outweigh them. */
  #isFull(): boolean {
    return this.#bytes >= BATCH_BYTES ||
      this.#rows.length >= BATCH_ROWS && this.#bytes >= COLUMNS_SHARE * this.#bytesOfColumns();
  }

  #bytesOfColumns(): number {
    const { columns } = this;
    if (this.#columnBytes.of !== columns) {
      this.#columnBytes = { of: columns, bytes: jsonBytes(columns) };
    }
    return this.#columnBytes.bytes;
  }

  #take(bytesRead: number): RowBatch {
    this.#meter!.addBytes(this.#bytesOfColumns());
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
    this.#bytes = 0;
    return batch;
  }

  #refuse(code: string, message: string): void {
    this.refusal = { outcome: "refused", code, message, headers: shownHeaders(this.headers) };
  }
}

/** Headers as they are kept with a refusal. */
export function shownHeaders(headers: string[]): string[] {
  return headers.slice(0, MAX_COLUMNS).map((header) => header.slice(0, SHOWN_CHARS));
}

/** What a value comes to in an event. */
const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) + 1;
