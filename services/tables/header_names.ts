/** Whether a row of cells reads like the names of columns, one of which holds e-mail addresses. */
import { matchHeader } from "@rollcall/contacts";

/** Whether a row names an e-mail column. */
export function namesEmail(values: string[]): boolean {
  const named = values.slice(0, NAMED_CELLS);
  return !holdsData(named) && named.some((value) => nameOf(value) === "email by name");
}

/** Whether it does so with a slip, and names something else without. */
export function seemsToNameEmail(values: string[]): boolean {
  const named = values.slice(0, NAMED_CELLS);
  if (holdsData(named)) return false;
  const names = named.map(nameOf);
  return names.includes("email by likeness") && names.includes("other by name");
}

const holdsData = (values: string[]) => values.some((value) => value.includes("@"));

/** Cells of a row that are looked at: no list of contacts has more columns. */
export const NAMED_CELLS = 500;
/** Of a cell that may be a header, in characters. */
const LONGEST_NAME = 100;

function nameOf(value: string) {
  const match = value.length > LONGEST_NAME ? undefined : matchHeader(value);
  if (!match) return undefined;
  if (match.field === "email") return match.how === "name" ? "email by name" : "email by likeness";
  return match.how === "name" ? "other by name" : undefined;
}
