/** Event ids: UUIDv7, either new or derived from what caused the event. */
import { createHash } from "node:crypto";
import { v7 } from "uuid";

/** A new id, ordered by time. */
export const newId = (): string => v7();

/**
 * The same id for the same cause and name, so that doing the work twice appends once: a UUIDv7 with
 * the cause's time and, in place of chance, a hash.
 * @param cause a UUIDv7
 */
export function derivedId(cause: string, name: string): string {
  const random = createHash("sha256").update(`${cause}\n${name}`).digest().subarray(0, 16);
  return v7({ msecs: timeOf(cause), random, seq: random.readUInt32BE(0) });
}

/** Milliseconds since 1970 in a UUIDv7. */
export function timeOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
