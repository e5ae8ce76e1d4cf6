/**
 * A job's rows as decisions see them. Every row's address is in memory, and the values that rules
 * and lists need; others are looked up only if a decision needs them, so that a big job takes
 * little memory.
 */
import {
  byKey,
  emailOf,
  type FileColumn,
  type ParsedRow,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import {
  type ChosenColumn,
  emailKey,
  emailNow,
  identityOf,
  normalizePhone,
  regionOf,
  valuesNow,
} from "@rollcall/contacts";
import type { Deciding } from "./deciding.ts";
import { editsOfRow } from "./edits.ts";
import { chosenColumns } from "./file_answers.ts";
import { type Cells, KeptValues } from "./kept_values.ts";
import type { Review } from "./review.ts";

/** The addresses of all rows, and the event of the rows stream that holds each. */
export interface RowIndex {
  /** by row id; entry 0 is unused */
  emails: (string | null)[];
  /** cached values as read; those of other rows are looked up */
  kept: KeptValues;
  /** first row id of each event of the rows stream, in order */
  batches: number[];
  /** in column order */
  columns: FileColumn[];
  /** the keys of a row's values */
  names: Set<string>;
  /** the key of the country of a row's phone */
  country: string | undefined;
  /** the default region of phones */
  region: string | null;
  /** whether gmail addresses that differ in dots and +tags count as one */
  foldGmail: boolean;
  /** how differing rows of one person are handled; null for old jobs, which do not compare them */
  samePerson: "first" | "ask" | null;
}

export function emptyIndex(
  { region, foldGmail, samePerson }: Pick<RowIndex, "region" | "foldGmail" | "samePerson"> = {
    region: null,
    foldGmail: false,
    samePerson: "first",
  },
): RowIndex {
  const rows = { emails: [null], kept: new KeptValues(), batches: [], columns: [] };
  const names = new Set<string>();
  return { ...rows, names, country: undefined, region, foldGmail, samePerson };
}

export function indexRows(
  index: RowIndex,
  batch: { firstRowId: number; columns: FileColumn[]; rows: ParsedRow[] },
): void {
  index.batches.push(batch.firstRowId);
  for (const row of batch.rows) index.emails.push(emailOf(row));
  // Values beyond the header add columns at the end.
  if (batch.columns.length > index.columns.length) index.columns = batch.columns;
  for (const column of batch.columns) {
    index.names.add(nameOf(column));
    if (column.role === "country") index.country = nameOf(column);
  }
}

const nameOf = ({ field, name }: FileColumn) => field ?? name;

/** The row's values as read. */
export function valuesOf(cells: Cells, columns: FileColumn[]): RowValues {
  return byKey(cells.map((cell, i) => [nameOf(columns[i]!), cell]));
}

/** Rows with the chosen columns and edits of a review applied. */
export class Rows {
  readonly #chosen: ChosenColumn[];

  /** @param known values looked up so far, by row id; cached ones are added */
  constructor(
    readonly index: RowIndex,
    readonly known: Map<number, RowValues>,
    readonly review: Pick<Review, "edits" | "fileIssues" | "issues">,
  ) {
    this.#chosen = chosenColumns(review, index.columns);
  }

  get count(): number {
    return this.index.emails.length - 1;
  }

  /** The keys of values that edits have ever given rows: of the file's columns, and others. */
  get added(): ReadonlySet<string> {
    return this.review.edits.keys;
  }

  /** The row's normalised address; null if it has none. */
  email(rowId: number): string | null {
    return emailNow(this.index.emails[rowId] ?? null, editsOfRow(this.review.edits, rowId));
  }

  /** The key by which the row's duplicates are found; null without an address. */
  key(rowId: number): string | null {
    const email = this.email(rowId);
    return email === null ? null : emailKey(email, this.index.foldGmail);
  }

  /** @throws if the decision has not asked for the row by `need`, which is a bug */
  values(rowId: number): RowValues {
    const edits = editsOfRow(this.review.edits, rowId);
    return valuesNow(this.#read(rowId), { chosen: this.#chosen, edits });
  }

  #read(rowId: number): RowValues {
    const known = this.known.get(rowId);
    if (known) return known;
    const kept = this.index.kept.get(rowId);
    if (!kept) throw new Error(`the values of row ${rowId} were read before they were asked for`);
    const values = valuesOf(kept, this.index.columns);
    this.known.set(rowId, values);
    return values;
  }

  /**
   * The phone number of these values in E.164; undefined if it is written so already.
   * @param asked the number's default region; if not given, the row's or the job's
   */
  phone(values: RowValues, asked: string | null = null): string | undefined {
    const { country, region } = this.index;
    const home = country === undefined ? undefined : regionOf(valueAt(values, country));
    const written = valueAt(values, "phone");
    const phone = normalizePhone(written, asked ?? home ?? region);
    return phone === written ? undefined : phone;
  }

  /** Asks for all values that are missing, so that one look-up suffices. */
  *need(rowIds: Iterable<number>): Deciding<void> {
    const { known, index } = this;
    const missing = [...rowIds].filter((rowId) => !known.has(rowId) && !index.kept.get(rowId));
    if (missing.length) yield missing;
  }

  identity(rowId: number): string {
    const values = this.values(rowId);
    return identityOf((field) => valueAt(values, field));
  }
}
