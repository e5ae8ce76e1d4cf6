/**
 * The parser's pure core: chunks of a table's rows in, batches of checked rows out. The same file
 * gives the same rows with the same ids, however it is chunked.
 */
import {
  cellsOf,
  emailOf,
  type FileColumn,
  fileFaults,
  lineOf,
  notesOf,
  type ParsedRow,
  problemsOf,
  type RowNotes,
  type RowProblem,
} from "@rollcall/contracts";
import {
  type ColumnWish,
  encodingRule,
  type Guards,
  hasError,
  isOurList,
  leftOutRule,
  mapColumns,
  MAX_COLUMNS,
  type NameField,
  RowConverter,
} from "@rollcall/contacts";
import {
  type EncodingGuess,
  isUnsure,
  type LeftOutRows,
  type TableChunk,
  type TableRow,
} from "@rollcall/tables";
import { Buffer } from "node:buffer";
import { defaultLimits, type WorkLimits, WorkMeter } from "./work_limits.ts";

/** The rows of one event; their ids continue from `firstRowId` without gaps. */
export interface RowBatch {
  firstRowId: number;
  rows: ParsedRow[];
  columns: FileColumn[];
  validCount: number;
  bytesRead: number;
}

export type Refusal = { outcome: "refused"; code: string; message: string; headers: string[] };

/**
 * Limits of a batch, so that many events fit in memory, and that a file of a thousand rows is one
 * event.
 */
const BATCH_ROWS = 1_024;
const BATCH_BYTES = 256 << 10;
/** Every batch includes the columns: its rows must be at least so many times larger. */
const COLUMNS_SHARE = 4;
/** Characters of each header shown with a refusal. */
const SHOWN_CHARS = 200;

/** What is known about a file besides its table. */
export interface FileFacts {
  /** the region of phone numbers without a country code; null if unknown */
  region: string | null;
  sizeBytes: number;
  /** whether the format omits trailing empty cells, as workbooks do */
  leavesOut?: boolean;
  /** name fields recorded as missing: rows get no issue for them */
  missing?: readonly NameField[];
  /** whose guards against formulas its values have */
  guards?: Guards;
  /** what of it is no person, as far as it is read */
  left?: LeftOutRows;
  /** where its encoding is one */
  encodingGuess?: EncodingGuess | undefined;
  /** how much work it may make */
  limits?: WorkLimits | undefined;
}

/** Folds a file's chunks. Feed it with `push`, then call `finish`; both return batches to store. */
export class RowReader {
  totalRows = 0;
  validRows = 0;
  readonly problemCounts: Partial<Record<RowProblem, number>> = {};
  /** rows by warning */
  readonly warningCounts: Record<string, number> = {};
  /** Why the file is not a list of contacts, once known; nothing is read from then on. */
  refusal: Refusal | undefined;

  readonly #converter: RowConverter | undefined;
  readonly #left: LeftOutRows | undefined;
  readonly #meter: WorkMeter | undefined;
  #rows: ParsedRow[] = [];
  #valid = 0;
  #bytes = 0;
  /** size of the columns, which are part of every batch */
  #columnBytes: { of: FileColumn[]; bytes: number } = { of: [], bytes: 0 };

  /**
   * @param headers the header row, as read
   * @param wish the requested and the remembered mapping
   */
  constructor(
    readonly headers: string[],
    wish: ColumnWish,
    {
      region,
      sizeBytes,
      leavesOut = false,
      missing = [],
      guards = "none",
      left,
      encodingGuess,
      limits = defaultLimits,
    }: FileFacts,
  ) {
    const mapped = mapColumns(headers, wish);
    if (mapped.outcome === "refused") {
      this.#refuse(mapped.code, mapped.message);
      return;
    }
    this.#left = left;
    if (isUnsure(encodingGuess)) this.warningCounts[encodingRule.code] = 1;
    this.#converter = new RowConverter(mapped, {
      width: headers.length,
      region,
      leavesOut,
      missing,
      guards,
      isOurs: isOurList(headers),
    });
    this.#meter = new WorkMeter(limits, sizeBytes, mapped.columns);
  }

  /** The columns in the order of a row's values; values beyond the header add columns. */
  get columns(): FileColumn[] {
    return this.#converter?.columns ?? [];
  }

  push({ rows, bytesRead }: TableChunk): RowBatch[] {
    const batches: RowBatch[] = [];
    for (const row of rows) {
      if (this.refusal) break;
      this.#read(row);
      if (this.#isFull()) batches.push(this.#take(bytesRead));
    }
    return batches;
  }

  finish(bytesRead: number): RowBatch[] {
    if (!this.refusal && this.totalRows === 0) {
      this.#refuse("NO_ROWS", fileFaults.write("noRows", {}));
    }
    const leftOut = this.#left?.count() ?? 0;
    if (leftOut) this.warningCounts[leftOutRule.code] = leftOut;
    const tooMuch = this.refusal ? undefined : this.#meter?.finish();
    if (tooMuch) this.#refuse(tooMuch.code, tooMuch.message);
    return this.#rows.length ? [this.#take(bytesRead)] : [];
  }

  #read({ line, values, toFit }: TableRow): void {
    const made = this.#converter!.convert(line, values, toFit);
    if ("code" in made) return this.#refuse(made.code, made.message);
    const { row } = made;
    const bytes = rowBytes(row);
    const tooMuch = this.#meter!.addRow(row, bytes);
    if (tooMuch) return this.#refuse(tooMuch.code, tooMuch.message);
    const problems = problemsOf(row);
    for (const code of problems) this.problemCounts[code] = (this.problemCounts[code] ?? 0) + 1;
    for (const code of notesOf(row)?.warnings ?? []) {
      this.warningCounts[code] = (this.warningCounts[code] ?? 0) + 1;
    }
    if (!hasError(problems)) this.#valid++;
    this.#bytes += bytes;
    this.totalRows++;
    this.#rows.push(row);
  }

  /**
   * Short rows under wide headers are put in larger batches, so that the headers do not dominate.
   */
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

/** Headers as stored with a refusal. */
export function shownHeaders(headers: string[]): string[] {
  return headers.slice(0, MAX_COLUMNS).map((header) => header.slice(0, SHOWN_CHARS));
}

/** A value's size in an event. */
const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) + 1;

/** The bytes of a text with its quotes and comma, as JSON.stringify writes it, in UTF-8. */
function textBytes(text: string): number {
  let bytes = text.length + 3;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x20 && code < 0x80) {
      if (code === 0x22 || code === 0x5c) bytes++;
    } else if (code >= 0x80 && code < 0x800) bytes++;
    else if (code >= 0x800 && code < 0xd800 || code >= 0xe000) bytes += 2;
    // Control characters and surrogates, which may be escaped.
    else return jsonBytes(text);
  }
  return bytes;
}

/** A list with its comma: one comma less than texts, two brackets more. */
function listBytes(texts: readonly string[]): number {
  let bytes = texts.length ? 2 : 3;
  for (const text of texts) bytes += textBytes(text);
  return bytes;
}

/** Notes with their comma: one comma less than properties, two brackets more. */
function notesBytes({ warnings, phone }: RowNotes): number {
  const bytes = (warnings ? `"warnings":`.length + listBytes(warnings) : 0) +
    (phone === undefined ? 0 : `"phone":`.length + textBytes(phone));
  return bytes ? bytes + 2 : 3;
}

/** The same as `jsonBytes` for a row, without writing the row down. */
export function rowBytes(row: ParsedRow): number {
  const email = emailOf(row), notes = notesOf(row);
  return String(lineOf(row)).length + 1 + (email === null ? 5 : textBytes(email)) +
    listBytes(problemsOf(row)) + listBytes(cellsOf(row)) + (notes ? notesBytes(notes) : 0) + 2;
}
