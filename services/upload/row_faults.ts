/**
 * Why rows would fail their file, as far as it shows before they are made into contacts. The parser
 * says so in the same words.
 */
import {
  cleanText,
  fewAddressesSoFar,
  filledLength,
  type Guards,
  isValidEmail,
  mostlyNoAddress,
  noAddressSoFar,
  normalizeEmail,
  otherAddress,
  refuseCells,
  withoutGuard,
  withoutPlaces,
} from "@rollcall/contacts";
import type { FileColumn } from "@rollcall/contracts";
import type { JobError } from "@rollcall/contracts/api";
import type { TableRow } from "@rollcall/tables";

/** An address, whatever stands around it. */
const ADDRESS_IN = /[^\s@<>]@[^\s@<>]+\.[^\s@<>]/;

export class RowFaults {
  #rows = 0;
  #without = 0;
  /** values in the column of addresses, and those of them that have none in them */
  #filled = 0;
  #others = 0;
  readonly #named: number;
  readonly #email: number;
  readonly #otherEmails: number[];

  /**
   * @param columns as they are mapped
   * @param leftOut places of columns that are none of them
   */
  constructor(
    readonly columns: FileColumn[],
    readonly guards: Guards = "none",
    readonly leftOut: ReadonlySet<number> = new Set(),
  ) {
    this.#named = columns.filter(({ how }) => how !== "split").length;
    this.#email = columns.findIndex(({ field }) => field === "email");
    this.#otherEmails = columns.flatMap(({ role }, place) => role === "other_email" ? [place] : []);
  }

  /** A row at whose cells the file fails. */
  add({ line, values: cells }: TableRow): JobError | undefined {
    const values = withoutPlaces(cells, this.leftOut);
    const refused = refuseCells(line, values, filledLength(values, this.#named), this.columns);
    if (refused) return refused;
    this.#rows++;
    if (!this.#hasAddress(values)) this.#without++;
    const text = values[this.#email]?.trim() ?? "";
    if (text) {
      this.#filled++;
      if (!ADDRESS_IN.test(text)) this.#others++;
    }
    return undefined;
  }

  /** What only all rows of the file can tell. */
  finish(): JobError | null {
    const header = this.columns[this.#email]?.header ?? "";
    return mostlyNoAddress({ rows: this.#rows, without: this.#without, header }) ?? null;
  }

  /** That no row so far has an address, or few have; the rows behind may have some. */
  notice(): string | null {
    const header = this.columns[this.#email]?.header ?? "";
    if (this.#rows > 0 && this.#without === this.#rows && this.#others === this.#filled) {
      return noAddressSoFar(this.#rows, header);
    }
    if (2 * this.#others <= this.#filled) return null;
    return fewAddressesSoFar(this.#filled, this.#filled - this.#others, header);
  }

  #hasAddress(values: string[]): boolean {
    const cleaned = (value: string) => cleanText(withoutGuard(value, this.guards));
    const text = cleaned(values[this.#email] ?? "");
    if (isValidEmail(normalizeEmail(text))) return true;
    if (!this.#otherEmails.length) return false;
    const other = otherAddress(values.map(cleaned), this.#email, this.#otherEmails);
    return other !== undefined && isValidEmail(normalizeEmail(other));
  }
}
