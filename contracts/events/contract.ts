/**
 * What a versioned event contract is: a type, an integer version, the kind of stream it lives in,
 * the facts everybody may see (`data`) and the ones that are sealed under the job's key (`personal`).
 * Contracts hold shapes and upcasters, never decisions.
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
  /** `z.null()` where the event holds nobody's personal data. */
  personal: Personal;
  /** Turns a payload of this version into one of the next; missing on the newest version. */
  upcast?: (payload: Payload) => Payload;
}

/** What a version of an event carries, outside its envelope. `personal` is null once erased. */
export interface Payload {
  data: unknown;
  personal: unknown;
}

/** Declares a contract; only here so that the literal types survive. */
export function contract<
  const Type extends string,
  Data extends z.ZodType,
  Personal extends z.ZodType,
>(declared: Contract<Type, Data, Personal>): Contract<Type, Data, Personal> {
  return declared;
}
