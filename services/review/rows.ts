/**
 * A job's rows as decisions see them. Every row's address is at hand; a row's values are looked up
 * only where a decision needs them, so that a big job takes little memory.
 */
import {
  byKey,
  type FileColumn,
  hasKey,
  laidOver,
  type ParsedRow,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import {
  type ChosenColumn,
  emailKey,
  identityOf,
  layColumns,
  normalizeEmail,
  normalizePhone,
  regionOf,
} from "@rollcall/contacts";
import { editsOfRow } from "./edits.ts";
import { chosenColumns } from "./file_answers.ts";
import type { Review } from "./review.ts";

/** The addresses of all rows, and which event of the rows stream holds which of them. */
export interface RowIndex {
  /** by row id; entry 0 is unused */
  emails: (string | null)[];
  /** first row id of each event of the rows stream, in order */
  batches: number[];
  /** in the order of a row's values */
  columns: FileColumn[];
  /** the names under which values stand in a row */
  names: Set<string>;
  /** the name under which the country stands that a row's phone is at home in */
  country: string | undefined;
  /** where phones are at home else */
  region: string | null;
  /** whether gmail addresses that differ in dots and +tags count as one */
  foldGmail: boolean;
  /** what becomes of rows of one person that differ; null where that is not looked into */
  samePerson: "first" | "ask" | null;
}

export function emptyIndex(
  { region, foldGmail, samePerson }: Pick<RowIndex, "region" | "foldGmail" | "samePerson"> = {
    region: null,
    foldGmail: false,
    samePerson: "first",
  },
): RowIndex {
  const rows = { emails: [null], batches: [], columns: [], names: new Set<string>() };
  return { ...rows, country: undefined, region, foldGmail, samePerson };
}

export function indexRows(
  index: RowIndex,
  batch: { firstRowId: number; columns: FileColumn[]; rows: ParsedRow[] },
): void {
  index.batches.push(batch.firstRowId);
  for (const [, email] of batch.rows) index.emails.push(email);
  // Values beyond the header add columns behind those that were there.
  if (batch.columns.length > index.columns.length) index.columns = batch.columns;
  for (const column of batch.columns) {
    index.names.add(nameOf(column));
    if (column.role === "country") index.country = nameOf(column);
  }
}

const nameOf = ({ field, name }: FileColumn) => field ?? name;

/** The row's values as read. */
export function valuesOf([, , , values]: ParsedRow, columns: FileColumn[]): RowValues {
  return byKey(values.map((value, i) => [nameOf(columns[i]!), value]));
}

/** Thrown by a decision that needs the values of rows that were not looked up yet. */
export class RowsNeeded extends Error {
  override name = "RowsNeeded";
  constructor(readonly rowIds: number[]) {
    super(`the values of ${rowIds.length} rows are needed`);
  }
}

/** Rows with the columns named and the edits made in one state of the review laid over them. */
export class Rows {
  readonly #chosen: ChosenColumn[];

  /** @param known values that were looked up, by row id */
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

  /** The row's normalised address; null where it has none. */
  email(rowId: number): string | null {
    const typed = editsOfRow(this.review.edits, rowId)
      .findLast((edit) => hasKey(edit.values, "email"));
    if (!typed) return this.index.emails[rowId] ?? null;
    return normalizeEmail(valueAt(typed.values, "email")) || null;
  }

  /** The row's address as duplicates are told by; null where it has none. */
  key(rowId: number): string | null {
    const email = this.email(rowId);
    return email === null ? null : emailKey(email, this.index.foldGmail);
  }

  /** @throws RowsNeeded where they were not looked up yet */
  values(rowId: number): RowValues {
    const read = this.known.get(rowId);
    if (!read) throw new RowsNeeded([rowId]);
    const laid = layColumns(read, this.#chosen);
    const edits = editsOfRow(this.review.edits, rowId);
    return edits.length ? laidOver(laid, ...edits.map((edit) => edit.values)) : laid;
  }

  /** The phone number among these values in E.164; undefined where it is written so already. */
  phone(values: RowValues): string | undefined {
    const { country, region } = this.index;
    const home = country === undefined ? undefined : regionOf(valueAt(values, country));
    const written = valueAt(values, "phone");
    const phone = normalizePhone(written, home ?? region);
    return phone === written ? undefined : phone;
  }

  /** @throws RowsNeeded naming all that are missing, so that one look-up brings them */
  need(rowIds: Iterable<number>): void {
    const missing = [...rowIds].filter((rowId) => !this.known.has(rowId));
    if (missing.length) throw new RowsNeeded(missing);
  }

  identity(rowId: number): string {
    const values = this.values(rowId);
    return identityOf((field) => valueAt(values, field));
  }
}
