/**
 * One row of a table as a contact: its cells cleaned and completed, its values in the order of the
 * columns, and what is wrong with it. No cell is lost: what no header names gets a column.
 */
import type { FileColumn, ParsedRow, RowProblem } from "@rollcall/contracts";
import {
  checkRow,
  cleanText,
  type FieldIndex,
  fieldReader,
  filledLength,
  indexFields,
  losesCharacters,
  type NameField,
  otherAddress,
  problemOfField,
  refuseCells,
  regionOf,
  splitName,
  surplusColumn,
} from "@rollcall/contacts";

export type MadeRow = { row: ParsedRow } | { code: string; message: string };

export class RowMaker {
  /** in the order of a row's values: the header's, those split off, those of values beyond */
  columns: FileColumn[];
  readonly #index: FieldIndex;
  /** how many of the columns the header names */
  readonly #named: number;
  /** places of what is looked at besides the fields */
  readonly #full: number;
  readonly #country: number;
  readonly #otherEmails: number[];
  readonly #split: FileColumn[];
  /** problems that are the file's and not its rows' */
  readonly #ofFile: ReadonlySet<RowProblem>;

  /**
   * @param width cells of the header row, the empty ones at its end too
   * @param leavesOut whether the file leaves out empty cells at a row's end: none is short then
   * @param missing names that no column serves: the file is asked for them, and no row
   */
  constructor(
    readonly width: number,
    columns: FileColumn[],
    readonly region: string | null,
    readonly leavesOut = false,
    missing: readonly NameField[] = [],
  ) {
    this.columns = columns;
    this.#ofFile = new Set(missing.map((field) => problemOfField[field]));
    this.#index = indexFields(columns);
    this.#split = columns.filter((column) => column.how === "split");
    this.#named = columns.length - this.#split.length;
    this.#full = this.#split.length ? columns.findIndex((c) => c.field === "full_name") : -1;
    this.#country = columns.findIndex((column) => column.role === "country");
    this.#otherEmails = columns.flatMap((c, place) => c.role === "other_email" ? [place] : []);
  }

  make(line: number, cells: string[]): MadeRow {
    const length = filledLength(cells, this.#named);
    const refused = refuseCells(line, cells, length, this.columns);
    if (refused) return refused;
    const values: string[] = new Array(length);
    let charactersLost = false;
    for (let place = 0; place < length; place++) {
      const cell = cells[place]!;
      values[place] = cleanText(cell);
      charactersLost ||= values[place] !== cell && losesCharacters(cell);
    }
    const emailFromOther = this.#fillEmail(values);
    this.#splitName(values);
    this.#addColumns(values.length);
    const read = fieldReader(values, this.#index);
    const named = Math.min(Math.max(length, this.#named), this.width);
    const { email, problems: found, warnings, phone } = checkRow(read, this.#regionOf(values), {
      cells: this.leavesOut ? Math.max(length, named) : length,
      columns: named,
      charactersLost,
      emailFromOther,
    });
    const problems = this.#ofFile.size ? found.filter((one) => !this.#ofFile.has(one)) : found;
    const row: ParsedRow = [line, email, problems, values];
    if (warnings.length || phone !== undefined) {
      row[4] = { ...warnings.length && { warnings }, ...phone !== undefined && { phone } };
    }
    return { row };
  }

  #regionOf(values: string[]): string | null {
    const country = this.#country < 0 ? undefined : regionOf(values[this.#country] ?? "");
    return country ?? this.region;
  }

  /** Where there is no address in its column, the first good one beside it takes its place. */
  #fillEmail(values: string[]): boolean {
    const at = this.#index.email;
    const email = otherAddress(values, at, this.#otherEmails);
    if (email === undefined) return false;
    while (values.length < at) values.push("");
    values[at] = email;
    return true;
  }

  /** Puts the halves behind the header's columns, and what is beyond them behind the halves. */
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

  #addColumns(length: number): void {
    while (this.columns.length < length) {
      const place = this.columns.length - this.#split.length;
      this.columns = [...this.columns, surplusColumn(this.columns, place)];
    }
  }
}
