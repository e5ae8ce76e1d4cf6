/** Which files may be uploaded, by the endings of their names. */

/** How a file's first bytes are judged, and whether its lines can be counted as they pass. */
export type FileKind = "table" | "objects" | "packed" | "workbook";

/** Endings in small letters, each with its dot, and the kind of file that they stand for. */
export const fileEndings: ReadonlyMap<string, FileKind> = new Map([
  ...[".csv", ".tsv", ".tab", ".txt"].map((ending) => [ending, "table"] as const),
  ...[".vcf", ".vcard", ".json", ".jsonl", ".ndjson"].map((ending) => [ending, "objects"] as const),
  ...[".zip", ".gz"].map((ending) => [ending, "packed"] as const),
  [".xlsx", "workbook"],
]);

/**
 * The ending of a file's name, in small letters; "" where it has none.
 *
 * ```ts
 * assert.equal(endingOf("People.2026.CSV"), ".csv");
 * assert.equal(fileEndings.get(endingOf("people.xls")), undefined);
 * ```
 */
export function endingOf(filename: string): string {
  return /\.[^.]*$/.exec(filename.toLowerCase())?.[0] ?? "";
}
