/** Says why a file will not be sent, in a sentence, or null where it may go. */
import { size } from "../text/words.ts";

type FileLike = { name: string; size: number };

/** The server checks again; this only spares the person the wait. */
export function refusal(file: FileLike, maxBytes: number): string | null {
  if (!/\.(csv|xlsx)$/i.test(file.name)) {
    return `“${file.name}” is neither a CSV nor an Excel file. Export your list as .csv or .xlsx ` +
      "and upload that.";
  }
  if (file.size === 0) return `“${file.name}” is empty. Check the export and upload it again.`;
  if (file.size > maxBytes) {
    return `“${file.name}” is ${size(file.size)}; at most ${size(maxBytes)} can be uploaded. ` +
      "Split the file into parts.";
  }
  return null;
}
