/**
 * A request's path as a log line has it. What a client puts in place of an id may be an address or a
 * name, and log lines say nothing about people.
 */

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.\d{1,9})?$/;
const NUMBER = /^\d{1,9}$/;
/** As in the paths that there are: `rows`, `bring-back`, `contacts.csv`, `.well-known`. */
const WORD = /^\.?[a-z-]{1,40}(\.(csv|xlsx|json|html|css|js|svg|png|ico))?$/;

/**
 * ```ts
 * assert.equal(loggedPath("/jobs/ann@example.com/rows"), "/jobs/…/rows");
 * ```
 */
export function loggedPath(path: string): string {
  return path.split("/").map((part) => isPlain(part) ? part : "…").join("/");
}

const isPlain = (part: string) =>
  part === "" || ID.test(part) || NUMBER.test(part) || WORD.test(part);
