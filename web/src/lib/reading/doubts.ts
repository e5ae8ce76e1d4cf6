/** What of a file's reading had better be looked at before it is uploaded. */
import type { FilePreview } from "@rollcall/contracts/api";
import { count } from "../text/words.ts";
import { encodingName } from "./encodings.ts";

type Read = Pick<FilePreview, "encoding" | "encoding_guess" | "left_out">;

/** A guess of the encoding that is not sure, in a sentence, and the second guess. */
export function encodingDoubt(
  preview: Read | null,
): { sentence: string; second: string } | null {
  const { encoding, encoding_guess: guess } = preview ?? {};
  if (!encoding || !guess) return null;
  const share = `${Math.round(guess.share * 100)} %`;
  return {
    sentence: `It is read as ${encodingName(encoding)}, which is ${share} certain. ` +
      "Look at names with accents below: if they are wrong, try the second guess.",
    second: guess.second,
  };
}

/** " 2 lines that are not people are ignored; the first is line 4.", or nothing. */
export function leftOutLine({ left_out }: Read): string {
  const [first] = left_out?.lines ?? [];
  if (!left_out || !first) return "";
  const lines = left_out.count === 1
    ? "1 line that is not a person is"
    : `${count(left_out.count, "line")} that are not people are`;
  return ` ${lines} ignored; the first is line ${first.line}: “${first.text}”.`;
}
