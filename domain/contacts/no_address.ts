/** Rows without an address: where else to look for one, and when there are too many such rows. */
import { fileFaults } from "@rollcall/contracts/file-faults";
import { formatNumber } from "@rollcall/contracts/in-words";
import { isValidEmail, normalizeEmail } from "./email.ts";

/** Exchange's name for a person in its directory, which Outlook exports in place of an address. */
const DIRECTORY_NAME = /^\s*\/o=[^@]*\/cn=[^@]*$/i;
/** So many rows without a usable address, and so large a share, mean a wrong column. */
const NO_ADDRESS_ROWS = 10_000, NO_ADDRESS_SHARE = 0.9;
/** Of a header, in a message. */
const SHOWN_CHARS = 80;

/**
 * Replaces an empty address, or one within Exchange, by the first valid one of the other e-mail
 * columns.
 *
 * ```ts
 * assert.equal(otherAddress(["", "none", "ann@example.com"], 0, [1, 2]), "ann@example.com");
 * assert.equal(otherAddress(["bob@example.com", "x@example.com"], 0, [1]), undefined);
 * ```
 *
 * @param values of the row, cleaned
 * @param at the index of the address, and of the other e-mail columns
 */
export function otherAddress(values: string[], at: number, others: number[]): string | undefined {
  const own = values[at] ?? "";
  if (!others.length || normalizeEmail(own) && !DIRECTORY_NAME.test(own)) return undefined;
  const texts = others.map((place) => values[place] ?? "");
  return texts.find((text) => isValidEmail(normalizeEmail(text))) ??
    texts.find((text) => text.includes("@"));
}

export interface AddressCount {
  rows: number;
  /** rows without a valid address */
  without: number;
  /** of the address column; "" if it has none */
  header: string;
}

/**
 * Refuses a file whose rows only a wrong column can explain.
 *
 * ```ts
 * const refused = mostlyNoAddress({ rows: 20_000, without: 19_000, header: "Tag" });
 * assert.equal(refused.code, "MOSTLY_NO_ADDRESS");
 * assert.equal(mostlyNoAddress({ rows: 20_000, without: 9_000, header: "Tag" }), undefined);
 * ```
 */
export function mostlyNoAddress(
  { rows, without, header }: AddressCount,
): { code: "MOSTLY_NO_ADDRESS"; message: string } | undefined {
  if (without <= NO_ADDRESS_ROWS || without <= NO_ADDRESS_SHARE * rows) return undefined;
  const column = columnOf(header);
  return {
    code: "MOSTLY_NO_ADDRESS",
    message: `Most rows have no e-mail address: of ${formatNumber(rows)} rows that were read, ` +
      `${formatNumber(without)} have no valid one in ${column}. Is this the right column? ` +
      `If not, choose the right one when you upload the file again; if it is, remove the rows ` +
      `without an address from the file first.`,
  };
}

/**
 * The notice if no row read so far has an address, but the file may have more rows.
 *
 * ```ts
 * assert.match(noAddressSoFar(25, "Tag"), /Of 25 rows .* in the column "Tag"/);
 * ```
 */
export function noAddressSoFar(rows: number, header: string): string {
  const column = columnOf(header);
  return rows === 1
    ? fileFaults.write("noAddressInOne", { column })
    : fileFaults.write("noAddress", { rows, column });
}

/**
 * Where most of the values that were read are no addresses, of a file that may have more rows.
 *
 * ```ts
 * assert.match(fewAddressesSoFar(25, 3, "Tag"), /3 of 25 values .* the column "Tag"/);
 * ```
 */
export function fewAddressesSoFar(values: number, addresses: number, header: string): string {
  return fileFaults.write("fewAddresses", { addresses, values, column: columnOf(header) });
}

const columnOf = (header: string) =>
  header ? `the column "${header.slice(0, SHOWN_CHARS)}"` : "their column";
