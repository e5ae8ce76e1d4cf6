/** Rows without an address: where one is looked for besides its column, and when they are too many. */
import { isValidEmail, normalizeEmail } from "./email.ts";

/** Rows without a usable address, and their share, that only a wrong column has. */
const NO_ADDRESS_ROWS = 10_000, NO_ADDRESS_SHARE = 0.9;
/** Of a header that a sentence names. */
const SHOWN_CHARS = 80;

/**
 * What takes the place of an empty address: the first good one beside it.
 * @param values of the row, cleaned
 * @param at the place of its address, and of others
 */
export function otherAddress(values: string[], at: number, others: number[]): string | undefined {
  if (!others.length || normalizeEmail(values[at] ?? "")) return undefined;
  const texts = others.map((place) => values[place] ?? "");
  return texts.find((text) => isValidEmail(normalizeEmail(text))) ??
    texts.find((text) => text.includes("@"));
}

export interface AddressCount {
  rows: number;
  /** those of them without a valid address */
  without: number;
  /** of the column of addresses; "" where it has none */
  header: string;
}

/** Refuses all rows of a file where only a wrong column explains them. */
export function mostlyNoAddress(
  { rows, without, header }: AddressCount,
): { code: "MOSTLY_NO_ADDRESS"; message: string } | undefined {
  if (without <= NO_ADDRESS_ROWS || without <= NO_ADDRESS_SHARE * rows) return undefined;
  const column = columnOf(header);
  return {
    code: "MOSTLY_NO_ADDRESS",
    message: `Most rows have no e-mail address: of ${number(rows)} rows that were read, ` +
      `${number(without)} have no valid one in ${column}. Is this the right column? ` +
      `If not, choose the right one when you upload the file again; if it is, remove the rows ` +
      `without an address from the file first.`,
  };
}

/** Where no row that was read has an address, of a file that may have more rows. */
export function noAddressSoFar(rows: number, header: string): string {
  const read = rows === 1 ? "The row that was read has no" : `Of ${number(rows)} rows that were ` +
    `read, none has a`;
  return `${read} valid e-mail address in ${columnOf(header)}. Is this the right column? If not, ` +
    `choose the right one.`;
}

const columnOf = (header: string) =>
  header ? `the column "${header.slice(0, SHOWN_CHARS)}"` : "their column";

const { format: number } = new Intl.NumberFormat("en-US");
