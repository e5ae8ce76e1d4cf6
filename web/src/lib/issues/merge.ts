/**
 * Merges several rows into one contact, field by field. It starts with the row with the most filled
 * fields, and fills its gaps from the others; each value can then be taken from another row or
 * typed.
 */
import { byKey, valuesOf } from "@rollcall/contracts/by-key";
import type { Candidate, Decision } from "@rollcall/contracts/api";
import { compare } from "./compare.ts";

export type MergedField = {
  field: string;
  /** one per row, in row order */
  values: string[];
  /** whether all rows have the same value */
  same: boolean;
};

/** A field's value: from the row with this index, or typed. */
export type Picked = { from: number } | { typed: string };
export type Picks = ReadonlyMap<string, Picked>;

export function mergedFields(candidates: readonly Candidate[]): MergedField[] {
  return compare(candidates).map(({ field, values, difference }) => ({
    field,
    values,
    same: difference === "none",
  }));
}

/** The row with the most filled fields; the first one if there are several. */
export function mostComplete(candidates: readonly Candidate[]): number {
  const filled = candidates.map(({ data }) =>
    valuesOf(data).filter((value) => value.trim() !== "").length
  );
  return filled.indexOf(Math.max(...filled));
}

export function firstPicks(fields: readonly MergedField[], base: number): Picks {
  return new Map(fields.map(({ field, values }) => {
    const gap = (values[base] ?? "") === "";
    return [field, { from: gap ? values.findIndex((value) => value !== "") : base }];
  }));
}

export function valueOf({ values }: MergedField, pick: Picked | undefined): string {
  if (!pick) return "";
  return "typed" in pick ? pick.typed : values[pick.from] ?? "";
}

/** Typing a row's value means picking that row. */
export function typed({ values }: MergedField, text: string): Picked {
  const same = values.indexOf(text.trim());
  return same >= 0 && text.trim() !== "" ? { from: same } : { typed: text };
}

/** The decision; fields in which all rows agree are omitted. */
export function mergeDecision(
  candidates: readonly Candidate[],
  fields: readonly MergedField[],
  picks: Picks,
  base: number,
): Decision {
  const said: [field: string, origin: { from: number } | { value: string }][] = [];
  for (const { field, same } of fields) {
    const pick = picks.get(field);
    if (!pick) continue;
    if ("typed" in pick) said.push([field, { value: pick.typed.trim() }]);
    else if (!same) {
      const row = candidates[pick.from];
      if (row) said.push([field, { from: row.raw_row_id }]);
    }
  }
  return { action: "merge", chosen_row_id: candidates[base]?.raw_row_id, fields: byKey(said) };
}
