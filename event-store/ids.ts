/** Event ids: UUIDv7, either new or derived from what caused the event. */
import { createHash } from "node:crypto";
import { v7 } from "uuid";

/**
 * A new id, ordered by time.
 *
 * ```ts
 * assert.ok(newId() < newId());
 * ```
 */
export const newId = (): string => v7();

/**
 * The same id for the same cause and name, so that repeated work appends once: a UUIDv7 with the
 * cause's time and a hash instead of random bits.
 *
 * ```ts
 * const cause = newId();
 * assert.equal(derivedId(cause, "reply"), derivedId(cause, "reply"));
 * assert.notEqual(derivedId(cause, "reply"), derivedId(cause, "receipt"));
 * ```
 *
 * @param cause a UUIDv7
 */
export function derivedId(cause: string, name: string): string {
  const random = createHash("sha256").update(`${cause}\n${name}`).digest().subarray(0, 16);
  return v7({ msecs: timeOf(cause), random, seq: random.readUInt32BE(0) });
}

/**
 * The time in a UUIDv7, in ms since 1970.
 *
 * ```ts
 * const at = timeOf("019a0000-0000-7000-8000-000000000000");
 * assert.equal(new Date(at).toISOString(), "2025-10-20T05:03:11.360Z");
 * ```
 */
export function timeOf(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
