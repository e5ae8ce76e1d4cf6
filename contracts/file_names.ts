/** What a file may be called where people read it. */

/** Control characters, and those that reverse the order of a text. */
const UNREADABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A file's name without what is not seen of it but changes how the rest reads, and the sentence
 * around it: "invoice\u202efdp.csv" would be shown as "invoicevsc.pdf".
 *
 * ```ts
 * assert.equal(readableName("invoice\u202efdp.csv"), "invoicefdp.csv");
 * assert.equal(readableName("قائمة.csv"), "قائمة.csv");
 * ```
 */
export function readableName(filename: string): string {
  return filename.replace(UNREADABLE, "");
}
