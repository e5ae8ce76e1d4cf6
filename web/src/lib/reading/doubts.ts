/** What of a file's reading had better be looked at before it is uploaded. */
import type { FilePreview } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { encodingName } from "./encodings.ts";

type Read = Pick<FilePreview, "encoding" | "encoding_guess" | "left_out">;

/** A guess of the encoding that is not sure, in a sentence, and the second guess. */
export function encodingDoubt(
  preview: Read | null,
): { sentence: string; second: string } | null {
  const { encoding, encoding_guess: guess } = preview ?? {};
  if (!encoding || !guess) return null;
  return {
    sentence: m.reading_encoding_guess({
      encoding: encodingName(encoding),
      percent: Math.round(guess.share * 100),
    }),
    second: guess.second,
  };
}

/** As many rows as a preview reads at most: a file may have more. */
const PREVIEW_ROWS = 100;

/** How many rows were looked at. */
export function rowsLine(rows: number): string {
  return rows < PREVIEW_ROWS ? m.reading_rows({ n: rows }) : m.reading_rows_first();
}

/** "2 lines that are not people are ignored; the first is line 4.", or nothing. */
export function leftOutLine({ left_out }: Read): string {
  const [first] = left_out?.lines ?? [];
  if (!left_out || !first) return "";
  return m.reading_left_out({ n: left_out.count, line: String(first.line), text: first.text });
}
