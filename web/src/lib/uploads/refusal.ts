/** Why a file will not be sent, in a sentence, or null if it may be. */
import { endingOf, fileEndings } from "@rollcall/contracts/file-endings";
import { m } from "../paraglide/messages.js";
import { size } from "../text/words.ts";

type FileLike = { name: string; size: number };

/** The server checks again; this only saves the user the wait. */
export function refusal(file: FileLike, maxBytes: number): string | null {
  const { name } = file;
  const ending = endingOf(name);
  if (!fileEndings.has(ending)) return (waysOut.get(ending) ?? m.uploads_refused_kind)({ name });
  if (file.size === 0) return m.uploads_refused_empty({ name });
  if (file.size > maxBytes) {
    const sizes = { size: size(file.size), most: size(maxBytes) };
    // As both are written they may be the same.
    return sizes.size === sizes.most
      ? m.uploads_refused_slightly({ name, most: sizes.most })
      : m.uploads_refused_size({ name, ...sizes });
  }
  return null;
}

/** For spreadsheets of other programs: how to make of them what is read. */
const waysOut = new Map([
  [".xls", m.uploads_refused_xls],
  [".ods", m.uploads_refused_ods],
  [".numbers", m.uploads_refused_numbers],
]);
