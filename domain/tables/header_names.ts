/** Whether a row of cells looks like a header with an e-mail column. */
import { matchHeader } from "@rollcall/contacts";

/** Whether a row has an e-mail header. */
export function namesEmail(values: string[]): boolean {
  const named = values.slice(0, NAMED_CELLS);
  return !holdsData(named) && named.some((value) => nameOf(value) === "email by name");
}

/** Whether it has a misspelt e-mail header, and another header spelt correctly. */
export function seemsToNameEmail(values: string[]): boolean {
  const named = values.slice(0, NAMED_CELLS);
  if (holdsData(named)) return false;
  const names = named.map(nameOf);
  return names.includes("email by likeness") && names.includes("other by name");
}

/** Whether a row names the column at this place an e-mail column. */
export function namesEmailAt(values: string[], place: number): boolean {
  if (holdsData(values)) return false;
  const name = nameOf(values[place] ?? "");
  return name === "email by name" || name === "email by likeness";
}

/** How many of its cells are names of fields. */
export function countNames(values: string[]): number {
  return values.filter((value) => nameOf(value)?.endsWith("by name")).length;
}

/** Whether there is an address among cells, which no header has. */
export const holdsData = (values: string[]) => values.some((value) => value.includes("@"));

/** Cells of a row that are examined: no list of contacts has more columns. */
export const NAMED_CELLS = 500;
/** The most characters of a header. */
const LONGEST_NAME = 100;

function nameOf(value: string) {
  const match = value.length > LONGEST_NAME ? undefined : matchHeader(value);
  if (!match) return undefined;
  if (match.field === "email") return match.how === "name" ? "email by name" : "email by likeness";
  return match.how === "name" ? "other by name" : undefined;
}
