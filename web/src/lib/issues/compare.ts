/** Sets an issue's rows side by side and finds the fields in which they differ. */
import { hasKey, keysOf, valueAt } from "@rollcall/contracts/by-key";
import type { Candidate } from "@rollcall/contracts/api";
import { contactFields } from "@rollcall/contracts/fields";

/** `writing`: equal except for case and spaces. Signs may carry meaning: -5 is not 5. */
export type Difference = "none" | "writing" | "real";

export type ComparedField = { field: string; values: string[]; difference: Difference };

/** Known fields first, then the file's own columns in the file's order; without empty ones. */
export function compare(candidates: readonly Candidate[]): ComparedField[] {
  const fields = new Set<string>([
    ...contactFields,
    ...candidates.flatMap(({ data }) => keysOf(data)),
  ]);
  const single = candidates.length === 1;
  return [...fields]
    .map((field) => {
      const values = candidates.map(({ data }) => valueAt(data, field).trim());
      return { field, values, difference: differenceOf(values) };
    })
    .filter(({ field, values }) =>
      values.some((value) => value !== "") ||
      single && candidates.some(({ data }) => hasKey(data, field))
    );
}

export function differenceOf(values: readonly string[]): Difference {
  if (new Set(values).size <= 1) return "none";
  return new Set(values.map(folded)).size === 1 ? "writing" : "real";
}

function folded(value: string): string {
  return value.normalize("NFC").replace(/[\p{Z}\s]+/gu, "").toLocaleLowerCase();
}
