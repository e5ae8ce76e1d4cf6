/** The choices of how a file is written: each begins with what is found out by itself. */
import type { FilePreview } from "@rollcall/contracts/api";
import { delimiterName, DELIMITERS } from "./delimiters.ts";
import { encodingName, ENCODINGS, type NamedValue } from "./encodings.ts";
import type { Reading } from "./reading.ts";

/** Value of the choice to have it found out. */
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

/** A workbook's first sheet is read where none is named. */
export function sheetChoice(preview: FilePreview, reading: Reading): WritingChoice {
  const value = reading.sheet ?? preview.sheet ?? preview.sheets[0] ?? "";
  return { value, options: preview.sheets.map((sheet) => ({ value: sheet, label: sheet })) };
}

function choice(
  names: readonly NamedValue[],
  set: string | null,
  found: string | null | undefined,
): WritingChoice {
  const label = found ? `${found} (found)` : "Find out";
  return { value: set ?? FIND_OUT, options: [{ value: FIND_OUT, label }, ...names] };
}
