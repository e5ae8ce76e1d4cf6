/** Assigns the errors of a refused edit to its fields. */
import type { Problem } from "@rollcall/contracts/api";
import { ALL_TYPES, fieldOf } from "./describe.ts";

/**
 * Field → sentence; empty if the refusal is about the row as a whole. A row that would still have
 * an issue is refused with that type as the code.
 */
export function refusedFields(problem: Problem): ReadonlyMap<string, string> {
  const type = ALL_TYPES.find((one) => one === problem.code);
  if (type && !type.startsWith("DUPLICATE_")) return new Map([[fieldOf(type), problem.detail]]);
  const errors = problem.errors ?? [];
  return new Map(
    errors.map(({ path, message }) => [path.replace(/^body\.(data|fields)\./, ""), message]),
  );
}
