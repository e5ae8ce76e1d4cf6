/**
 * How much work one file may make, told while it is read: before its questions are opened, and before
 * what its rows come to has filled the stores. The limits lie above what lists of people have; a
 * column that is taken for the address and holds none is what they stop most.
 */
import { mostlyNoAddress } from "@rollcall/contacts";
import type { FileColumn, ParsedRow, RowProblem } from "@rollcall/contracts";
import { MAX_ROWS, rowsField } from "@rollcall/runtime/config_fields.ts";
import { Buffer } from "node:buffer";
import { z } from "zod";

const positive = (what: string) =>
  z.coerce.number().int().min(1).meta({ description: `a number of ${what}, 1 or more` });

/** More than a list of 5 MiB has where two fifths of its people have no address. */
const MAX_QUESTIONS = 250_000;
/** What a file with a raised MAX_UPLOAD_BYTES may come to; below it BYTES_FOR_ANY and GROWTH count. */
const MAX_PARSED_BYTES = 134_217_728;

/** What rows come to, in bytes of JSON: so much for any file, and beyond it by the file's own bytes. */
const BYTES_FOR_ANY = 8 << 20;
/** Bytes by byte. Real lists have 2 to 6, those of a workbook and those with empty columns the most. */
const GROWTH = 16;

/** The limits that the environment may move. */
export const workFields = {
  ...rowsField,
  MAX_QUESTIONS: positive("questions").default(MAX_QUESTIONS),
  MAX_PARSED_BYTES: positive("bytes").default(MAX_PARSED_BYTES),
};

export type WorkLimits = Record<keyof typeof workFields, number>;

export const defaultLimits: WorkLimits = { MAX_ROWS, MAX_QUESTIONS, MAX_PARSED_BYTES };

export interface TooMuch {
  code: "TOO_MANY_ROWS" | "TOO_MANY_QUESTIONS" | "MOSTLY_NO_ADDRESS" | "TOO_MUCH_DATA";
  message: string;
}

/** Counts a file's rows, and says when they are too much. The same rows give the same answer. */
export class WorkMeter {
  #rows = 0;
  #bytes = 0;
  readonly #problems = new Map<RowProblem, number>();
  #noAddress = 0;
  readonly #maxBytes: number;
  readonly #header: string;

  /**
   * @param sizeBytes of the file
   * @param columns those that its header names, and those split off
   */
  constructor(readonly limits: WorkLimits, readonly sizeBytes: number, columns: FileColumn[]) {
    this.#maxBytes = Math.min(limits.MAX_PARSED_BYTES, Math.max(BYTES_FOR_ANY, GROWTH * sizeBytes));
    this.#header = columns.find((column) => column.field === "email")?.header ?? "";
  }

  /** Counts bytes that are stored besides the rows' own. */
  addBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Counts a row, which comes to so many bytes, and what it asks. */
  addRow([, email, problems]: ParsedRow, bytes: number): TooMuch | undefined {
    this.#rows++;
    this.#bytes += bytes;
    // Each question names its address again.
    if (problems.length) this.#bytes += problems.length * Buffer.byteLength(email ?? "");
    for (const problem of problems) {
      this.#problems.set(problem, (this.#problems.get(problem) ?? 0) + 1);
    }
    if (problems.some(isNoAddress)) this.#noAddress++;
    const { MAX_ROWS, MAX_QUESTIONS } = this.limits;
    if (this.#rows > MAX_ROWS) return this.finish() ?? this.#tooManyRows();
    if (this.#questions() > MAX_QUESTIONS) return this.finish() ?? this.#tooManyQuestions();
    if (this.#bytes > this.#maxBytes) return this.finish() ?? this.#tooMuchData();
    return undefined;
  }

  /** Judges what only all rows can tell: addresses may stand at the end of a list. */
  finish(): TooMuch | undefined {
    return mostlyNoAddress({ rows: this.#rows, without: this.#noAddress, header: this.#header });
  }

  /** A name that no row has so far is one question of the file, and none of its rows'. */
  #questions(): number {
    let questions = 0;
    for (const [problem, rows] of this.#problems) {
      if (rows < this.#rows || !isNoName(problem)) questions += rows;
    }
    return questions;
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
      message: `The first ${number(this.#rows)} rows of the file raise more than ` +
        `${number(this.limits.MAX_QUESTIONS)} questions, the most that one job asks: ` +
        `${number(this.#noAddress)} of them have no valid e-mail address, and others have no ` +
        `name. Fill in or remove such rows, or split the file, and upload it again.`,
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
