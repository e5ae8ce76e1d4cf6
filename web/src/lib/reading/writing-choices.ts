/** The choices for the file format: each begins with automatic detection. */
import type { FilePreview } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { delimiterName, DELIMITERS } from "./delimiters.ts";
import { encodingName, ENCODINGS, type NamedValue } from "./encodings.ts";
import type { Reading } from "./reading.ts";

/** The value of the choice "detect". */
export const FIND_OUT = "";

export type WritingChoice = { value: string; options: NamedValue[] };

export function encodingChoice(preview: FilePreview | null, reading: Reading): WritingChoice {
  const found = reading.encoding === null ? preview?.encoding : null;
  return choice(ENCODINGS, reading.encoding, found && encodingName(found));
}

export function delimiterChoice(preview: FilePreview | null, reading: Reading): WritingChoice {
  const found = reading.delimiter === null ? preview?.delimiter : null;
  return choice(DELIMITERS, reading.delimiter, found && delimiterName(found));
}

function choice(
  names: readonly NamedValue[],
  set: string | null,
  found: string | null | undefined,
): WritingChoice {
  const label = found ? m.reading_found({ name: found }) : m.reading_detect();
  return { value: set ?? FIND_OUT, options: [{ value: FIND_OUT, label }, ...names] };
}
