/**
 * Converts a table row to a contact: cells cleaned and completed, values in column order, and its
 * problems. No cell is lost: values beyond the header get columns of their own.
 */
import { type FileColumn, type ParsedRow, parsedRow, type RowProblem } from "@rollcall/contracts";
import { filledLength, refuseCells } from "./bad_cells.ts";
import { placesOfOtherType } from "./column_types.ts";
import { furtherColumn, type MappedColumns, surplusColumn } from "./columns.ts";
import { type Guards, withoutGuard } from "./formula_guard.ts";
import { type NameField, problemOfField } from "./missing_columns.ts";
import { splitName } from "./names.ts";
import { otherAddress } from "./no_address.ts";
import { isDatabaseNull, isErrorValue } from "./no_value.ts";
import { regionOf } from "./region.ts";
import { checkRow, type FieldIndex, fieldReader, indexFields } from "./row.ts";
import { severalEmails, severalPhones, type SeveralValues } from "./several_values.ts";
import { cleanText, losesCharacters } from "./text.ts";
import { withoutPlaces } from "./treated_columns.ts";

export type ConvertedRow = { row: ParsedRow } | { code: string; message: string };

/** What is known of a file besides its columns. */
export interface RowsOfFile {
  /** cells of the header row, the empty ones at its end too */
  width: number;
  /** of phone numbers without a country code; null if unknown */
  region: string | null;
  /** whether the file leaves out empty cells at a row's end: none is short then */
  leavesOut?: boolean;
  /** names that no column serves: the file is asked for them, and no row */
  missing?: readonly NameField[];
  /** whose guards against formulas come off its cells */
  guards?: Guards;
  /** whether it is a list of ours, in which a cell is one value as somebody left it */
  isOurs?: boolean;
}

/**
 * Makes the rows of one file, one after the other.
 *
 * ```ts
 * const headers = ["E-Mail", "Name", "Fax"];
 * const fax = { header: "Fax", kept: false, name: null, type: null, choices: [] };
 * const mapped = mapColumns(headers, { asked: null, remembered: null, treated: [fax] });
 * const converter = new RowConverter(mapped, { width: 3, region: null });
 * const { row } = converter.convert(2, ["Ann@Example.com", "Ann Lee", "555"]);
 * assert.deepEqual(row, [2, "ann@example.com", [], ["Ann@Example.com", "Ann Lee", "Ann", "Lee"]]);
 * ```
 */
export class RowConverter {
  /** in the order of a row's values: the header's, those of split names, those beyond the header */
  columns: FileColumn[];
  readonly #index: FieldIndex;
  /** the number of columns in the header */
  readonly #named: number;
  /** indexes of the other columns that are used */
  readonly #full: number;
  readonly #country: number;
  readonly #otherEmails: number[];
  readonly #split: FileColumn[];
  /** places of the columns for what stands in a cell besides its first value, once one is needed */
  readonly #further = new Map<"email" | "phone", number>();
  /** problems that are the file's and not its rows' */
  readonly #ofFile: ReadonlySet<RowProblem>;
  /** cells of the header row, without those of columns that are left out */
  readonly #width: number;
  readonly #leftOut: ReadonlySet<number>;
  readonly #types: MappedColumns["types"];

  constructor(
    { columns, leftOut, types }: Omit<MappedColumns, "outcome">,
    readonly file: RowsOfFile,
  ) {
    const { width, missing = [] } = file;
    this.columns = columns;
    this.#ofFile = new Set(missing.map((field) => problemOfField[field]));
    this.#index = indexFields(columns);
    this.#split = columns.filter((column) => column.how === "split");
    this.#named = columns.length - this.#split.length;
    this.#full = this.#split.length ? columns.findIndex((c) => c.field === "full_name") : -1;
    this.#country = columns.findIndex((column) => column.role === "country");
    this.#otherEmails = columns.flatMap((c, place) => c.role === "other_email" ? [place] : []);
    this.#leftOut = leftOut;
    this.#types = types;
    this.#width = width - leftOut.size;
  }

  /** @param readToFit see `TableRow.toFit` */
  convert(line: number, read: string[], readToFit = false): ConvertedRow {
    const { guards = "none", isOurs = false, leavesOut = false } = this.file;
    const cells = withoutPlaces(read, this.#leftOut);
    const length = filledLength(cells, this.#named);
    const refused = refuseCells(line, cells, length, this.columns);
    if (refused) return refused;
    const values: string[] = new Array(length);
    let charactersLost = false, hadError = false;
    for (let place = 0; place < length; place++) {
      const cell = withoutGuard(cells[place]!, guards);
      const text = cleanText(cell);
      charactersLost ||= text !== cell && losesCharacters(cell);
      const isError = isErrorValue(text);
      hadError ||= isError;
      values[place] = isError || !isOurs && isDatabaseNull(text) ? "" : text;
    }
    const emailFromOther = this.#fillEmail(values);
    const region = this.#regionOf(values);
    const take = isOurs ? () => undefined : takeFirst;
    const emails = take(values, this.#index.email, severalEmails, region);
    const phones = take(values, this.#index.phone, severalPhones, region);
    this.#splitName(values);
    if (this.#further.size) this.#makePlace(values);
    this.#addColumns(values.length);
    if (emails) this.#keepOthers(values, "email", emails);
    if (phones) this.#keepOthers(values, "phone", phones);
    const named = Math.min(Math.max(length, this.#named), this.#width);
    const field = fieldReader(values, this.#index);
    const { email, problems: found, warnings, phone } = checkRow(field, region, {
      cells: leavesOut ? Math.max(length, named) : length,
      columns: named,
      charactersLost,
      emailFromOther,
      hadError,
      hadSeveral: emails !== undefined || phones !== undefined,
      readToFit,
      ofWrongType: this.#hasWrongType(values),
    });
    const problems = this.#ofFile.size ? found.filter((one) => !this.#ofFile.has(one)) : found;
    const notes = warnings.length || phone !== undefined
      ? { ...warnings.length && { warnings }, ...phone !== undefined && { phone } }
      : undefined;
    return { row: parsedRow({ line, email, problems, cells: values, notes }) };
  }

  #regionOf(values: string[]): string | null {
    const country = this.#country < 0 ? undefined : regionOf(values[this.#country] ?? "");
    return country ?? this.file.region;
  }

  #hasWrongType(values: string[]): boolean {
    return this.#types.size > 0 && placesOfOtherType(values, this.#types).length > 0;
  }

  /** If the address column is empty, uses the first valid address of the other e-mail columns. */
  #fillEmail(values: string[]): boolean {
    const at = this.#index.email;
    const email = otherAddress(values, at, this.#otherEmails);
    if (email === undefined) return false;
    while (values.length < at) values.push("");
    values[at] = email;
    return true;
  }

  /** Inserts the halves after the header's columns, and surplus values after the halves. */
  #splitName(values: string[]): void {
    if (!this.#split.length) return;
    while (values.length < this.#named) values.push("");
    const halves = splitName(values[this.#full]!);
    values.splice(
      this.#named,
      0,
      ...this.#split.map(({ field }) =>
        field === "first_name" ? halves.first_name : halves.last_name
      ),
    );
  }

  /** Leaves the columns free that are for further values: what is beyond them goes behind. */
  #makePlace(values: string[]): void {
    for (const place of this.#further.values()) {
      if (values.length > place) values.splice(place, 0, "");
    }
  }

  #keepOthers(values: string[], field: "email" | "phone", others: string[]): void {
    let place = this.#further.get(field);
    if (place === undefined) {
      place = this.columns.length;
      this.columns = [...this.columns, furtherColumn(this.columns, field)];
      this.#further.set(field, place);
    }
    while (values.length <= place) values.push("");
    values[place] = others.join("; ");
  }

  #addColumns(length: number): void {
    while (this.columns.length < length) {
      const place = this.columns.length - this.#split.length - this.#further.size;
      this.columns = [...this.columns, surplusColumn(this.columns, place)];
    }
  }
}

/** Of several values in a cell the first takes its place. @returns the others */
function takeFirst(
  values: string[],
  at: number,
  read: (cell: string, region: string | null) => SeveralValues | undefined,
  region: string | null,
): string[] | undefined {
  const cell = at < 0 ? undefined : values[at];
  const several = cell ? read(cell, region) : undefined;
  if (several) values[at] = several.first;
  return several?.others;
}
