/** Why a file will not be sent, in a sentence, or null if it may be. */
import { size } from "../text/words.ts";

type FileLike = { name: string; size: number };

/** The server checks again; this only saves the user the wait. */
export function refusal(file: FileLike, maxBytes: number): string | null {
  if (/\.xls$/i.test(file.name)) {
    return `“${file.name}” is a workbook in the old Excel format. Open it in Excel, save it as ` +
      ".xlsx, and upload that.";
  }
  if (!/\.(csv|xlsx|tsv|tab|txt|vcf|vcard|json|jsonl|ndjson|zip|gz)$/i.test(file.name)) {
    return `“${file.name}” is not a kind of file that Rollcall reads. Export your list as .csv or .xlsx ` +
      "and upload that.";
  }
  if (file.size === 0) return `“${file.name}” is empty. Check the export and upload it again.`;
  if (file.size > maxBytes) {
    return `“${file.name}” is ${size(file.size)}; at most ${size(maxBytes)} can be uploaded. ` +
      "Split the file into parts.";
  }
  return null;
}
