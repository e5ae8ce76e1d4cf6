/**
 * Why rows would fail their file, as far as it shows before they are made into contacts. The parser
 * says so in the same words.
 */
import {
  cleanText,
  filledLength,
  isValidEmail,
  mostlyNoAddress,
  noAddressSoFar,
  normalizeEmail,
  otherAddress,
  refuseCells,
} from "@rollcall/contacts";
import type { FileColumn } from "@rollcall/contracts";
import type { JobError } from "@rollcall/contracts/api";
import type { TableRow } from "@rollcall/tables";

export class RowFaults {
  #rows = 0;
  #without = 0;
  readonly #named: number;
  readonly #email: number;
  readonly #others: number[];

  /** @param columns as they are mapped */
  constructor(readonly columns: FileColumn[]) {
    this.#named = columns.filter(({ how }) => how !== "split").length;
    this.#email = columns.findIndex(({ field }) => field === "email");
    this.#others = columns.flatMap(({ role }, place) => role === "other_email" ? [place] : []);
  }

  /** A row at whose cells the file fails. */
  add({ line, values }: TableRow): JobError | undefined {
    const refused = refuseCells(line, values, filledLength(values, this.#named), this.columns);
    if (refused) return refused;
    this.#rows++;
    if (!this.#hasAddress(values)) this.#without++;
    return undefined;
  }

  /** What only all rows of the file can tell. */
  finish(): JobError | null {
    const header = this.columns[this.#email]?.header ?? "";
    return mostlyNoAddress({ rows: this.#rows, without: this.#without, header }) ?? null;
  }

  /** That no row so far has an address; the rows behind may have some. */
  notice(): string | null {
    if (this.#rows === 0 || this.#without < this.#rows) return null;
    return noAddressSoFar(this.#rows, this.columns[this.#email]?.header ?? "");
  }

  #hasAddress(values: string[]): boolean {
    const cleaned = (place: number) => cleanText(values[place] ?? "");
    const text = cleaned(this.#email);
    if (isValidEmail(normalizeEmail(text))) return true;
    if (!this.#others.length) return false;
    const other = otherAddress(values.map(cleanText), this.#email, this.#others);
    return other !== undefined && isValidEmail(normalizeEmail(other));
  }
}
