/** Reading JSON that somebody else wrote. */

/**
 * The value of a JSON text; undefined if it is none.
 *
 * ```ts
 * assert.deepEqual(jsonOrUndefined('{"email":"E-Mail"}'), { email: "E-Mail" });
 * assert.equal(jsonOrUndefined("email=E-Mail"), undefined);
 * ```
 */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
