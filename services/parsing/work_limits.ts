/**
 * Limits of the work that a file may cause, checked while it is read: before its issues are opened,
 * and before its rows fill the stores. They are above what real lists need; what they mostly stop
 * is a column mistaken for the address.
 */
import { mostlyNoAddress } from "@rollcall/contacts";
import {
  emailOf,
  type FileColumn,
  type ParsedRow,
  problemsOf,
  type RowProblem,
} from "@rollcall/contracts";
import { MAX_ROWS } from "@rollcall/platform/config_fields.ts";
import { Buffer } from "node:buffer";

/** More than a list of 5 MiB has in which two fifths of the people have no address. */
export const MAX_QUESTIONS = 250_000;
/** The cap for files with a raised MAX_UPLOAD_BYTES; below it, BYTES_FOR_ANY and GROWTH apply. */
export const MAX_PARSED_BYTES = 134_217_728;

/** Bytes of JSON that the rows of any file may take; more in proportion to the file's size. */
const BYTES_FOR_ANY = 8 << 20;
/**
 * Bytes per byte of the file. Real lists have 2 to 6, most of all workbooks and lists with empty
 * columns.
 */
const GROWTH = 16;

/** The limits that can be configured. */
export type WorkLimits = Record<"MAX_ROWS" | "MAX_QUESTIONS" | "MAX_PARSED_BYTES", number>;

export const defaultLimits: WorkLimits = { MAX_ROWS, MAX_QUESTIONS, MAX_PARSED_BYTES };

export interface TooMuch {
  code: "TOO_MANY_ROWS" | "TOO_MANY_QUESTIONS" | "MOSTLY_NO_ADDRESS" | "TOO_MUCH_DATA";
  message: string;
}

/** Counts a file's rows and reports when they exceed a limit. Deterministic. */
export class WorkMeter {
  #rows = 0;
  #bytes = 0;
  readonly #problems = new Map<RowProblem, number>();
  #noAddress = 0;
  readonly #maxBytes: number;
  readonly #header: string;

  /**
   * @param sizeBytes of the file
   * @param columns the header's columns, and those of split names
   */
  constructor(readonly limits: WorkLimits, readonly sizeBytes: number, columns: FileColumn[]) {
    this.#maxBytes = Math.min(limits.MAX_PARSED_BYTES, Math.max(BYTES_FOR_ANY, GROWTH * sizeBytes));
    this.#header = columns.find((column) => column.field === "email")?.header ?? "";
  }

  /** Counts bytes stored besides the rows. */
  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Counts a row of this size and its issues. */
  addRow(row: ParsedRow, bytes: number): TooMuch | undefined {
    const problems = problemsOf(row);
    this.#rows++;
    this.#bytes += bytes;
    // Each issue repeats the address.
    if (problems.length) this.#bytes += problems.length * Buffer.byteLength(emailOf(row) ?? "");
    for (const problem of problems) {
      this.#problems.set(problem, (this.#problems.get(problem) ?? 0) + 1);
    }
    if (problems.some(isNoAddress)) this.#noAddress++;
    const { MAX_ROWS, MAX_QUESTIONS } = this.limits;
    if (this.#rows > MAX_ROWS) return this.finish() ?? this.#tooManyRows();
    if (this.#issues() > MAX_QUESTIONS) return this.finish() ?? this.#tooManyQuestions();
    if (this.#bytes > this.#maxBytes) return this.finish() ?? this.#tooMuchData();
    return undefined;
  }

  /** Checks what only all rows can show: addresses may be at the end of a list. */
  finish(): TooMuch | undefined {
    return mostlyNoAddress({ rows: this.#rows, without: this.#noAddress, header: this.#header });
  }

  /** A name field that no row has so far is one issue of the file, not one per row. */
  #issues(): number {
    let issues = 0;
    for (const [problem, rows] of this.#problems) {
      if (rows < this.#rows || !isNoName(problem)) issues += rows;
    }
    return issues;
  }

  #tooManyRows(): TooMuch {
    return {
      code: "TOO_MANY_ROWS",
      message: `The file has more than ${number(this.limits.MAX_ROWS)} rows, the most that one ` +
        `job takes. Split the file and upload its parts.`,
    };
  }

  #tooManyQuestions(): TooMuch {
    return {
      code: "TOO_MANY_QUESTIONS",
      message: `The first ${number(this.#rows)} rows of the file open more than ` +
        `${number(this.limits.MAX_QUESTIONS)} issues, the most that one job may have: ` +
        `${number(this.#noAddress)} of them have no valid e-mail address; the other issues are ` +
        `about names and duplicates. Fill in or remove such rows, or split the file, and upload it again.`,
    };
  }

  #tooMuchData(): TooMuch {
    return {
      code: "TOO_MUCH_DATA",
      message: `The file has ${number(this.sizeBytes)} bytes, but its first ` +
        `${number(this.#rows)} rows come to more than ${
          number(this.#maxBytes)
        }: they repeat long ` +
        `texts, or have many empty cells. Remove the columns that you do not need, or split the ` +
        `file, and upload it again.`,
    };
  }
}

const isNoAddress = (problem: RowProblem) =>
  problem === "MISSING_EMAIL" || problem === "INVALID_EMAIL_FORMAT";

const isNoName = (problem: RowProblem) =>
  problem === "MISSING_FIRST_NAME" || problem === "MISSING_LAST_NAME";

const { format: number } = new Intl.NumberFormat("en-US");
