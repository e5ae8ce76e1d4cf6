/** The decisions of an event one by one, whether recorded singly or as a group of equal ones. */
import type { RecordedEvent } from "./registry.ts";
import { rowIdsOf, sizeOfRowSet } from "./row_set.ts";

type IssuesResolvedData = RecordedEvent<"IssuesResolved">["data"];
export type Resolution = IssuesResolvedData["resolutions"][number];
/** Decisions that differ only in their issue. */
export type Alike = NonNullable<IssuesResolvedData["alike"]>[number];

/**
 * All decisions of an event; grouped ones come last.
 *
 * ```ts
 * const alike = [{ numbers: "2-3", action: "skip" }];
 * assert.deepEqual([...resolutionsIn({ resolutions: [{ number: 1, action: "keep" }], alike })], [
 *   { number: 1, action: "keep" },
 *   { number: 2, action: "skip" },
 *   { number: 3, action: "skip" },
 * ]);
 * ```
 */
export function* resolutionsIn(
  { resolutions, alike = [] }: IssuesResolvedData,
): Generator<Resolution> {
  yield* resolutions;
  for (const one of alike) {
    for (const number of rowIdsOf(one.numbers)) {
      const via = viaOf(one, number);
      yield { number, action: one.action, ...(via !== undefined && { via }) };
    }
  }
}

/**
 * The number of decisions.
 *
 * ```ts
 * assert.equal(resolutionCount({ resolutions: [], alike: [{ numbers: "2-3,9", action: "skip" }] }), 3);
 * ```
 */
export function resolutionCount({ resolutions, alike = [] }: IssuesResolvedData): number {
  return alike.reduce((sum, { numbers }) => sum + sizeOfRowSet(numbers), resolutions.length);
}

/**
 * The issue whose decision resolved this one too.
 *
 * ```ts
 * assert.equal(viaOf({ via: 4 }, 12), 4);
 * assert.equal(viaOf({ viaBefore: 1 }, 12), 11);
 * assert.equal(viaOf({}, 12), undefined);
 * ```
 */
export function viaOf(
  { via, viaBefore }: Pick<Alike, "via" | "viaBefore">,
  number: number,
): number | undefined {
  return via ?? (viaBefore === undefined ? undefined : number - viaBefore);
}
