/** Why a file will not be sent, in a sentence, or null if it may be. */
import { endingOf, fileEndings } from "@rollcall/contracts/file-endings";
import { m } from "../paraglide/messages.js";
import { size } from "../text/words.ts";

type FileLike = { name: string; size: number };

/** The server checks again; this only saves the user the wait. */
export function refusal(file: FileLike, maxBytes: number): string | null {
  const { name } = file;
  const ending = endingOf(name);
  if (ending === ".xls") return m.uploads_refused_xls({ name });
  if (!fileEndings.has(ending)) return m.uploads_refused_kind({ name });
  if (file.size === 0) return m.uploads_refused_empty({ name });
  if (file.size > maxBytes) {
    return m.uploads_refused_size({ name, size: size(file.size), most: size(maxBytes) });
  }
  return null;
}
