/**
 * A versioned event contract: a type, an integer version, the kind of stream, the data in clear
 * (`data`) and the data sealed under the job's key (`personal`). Contracts hold shapes and
 * upcasters, never decisions.
 */
import type { z } from "zod";

export type StreamKind = "job" | "rows" | "review" | "upload-key" | "mapping";

export interface Contract<
  Type extends string = string,
  Data extends z.ZodType = z.ZodType,
  Personal extends z.ZodType = z.ZodType,
> {
  type: Type;
  version: number;
  stream: StreamKind;
  summary: string;
  data: Data;
  /** `z.null()` if the event has no personal data. */
  personal: Personal;
  /**
   * Whether personal data surely matches the schema; false leaves the question to it. For large data
   * whose schema takes long to check.
   */
  surelyMatches?: (personal: unknown) => boolean;
  /** Converts a payload of this version to the next; absent on the newest version. */
  upcast?: (payload: Payload) => Payload;
}

/** The payload of an event version. `personal` is null once erased. */
export interface Payload {
  data: unknown;
  personal: unknown;
}

/**
 * Declares a contract; preserves the literal types.
 *
 * ```ts
 * const Opened = contract({
 *   type: "Opened",
 *   version: 1,
 *   stream: "job",
 *   summary: "Somebody opened it.",
 *   data: z.strictObject({ jobId: z.uuid() }),
 *   personal: z.null(),
 * });
 * assert.equal(Opened.type, "Opened");
 * ```
 */
export function contract<
  const Type extends string,
  Data extends z.ZodType,
  Personal extends z.ZodType,
>(declared: Contract<Type, Data, Personal>): Contract<Type, Data, Personal> {
  return declared;
}
