/**
 * The encoding of text that is neither UTF-8 nor UTF-16, guessed by jschardet from the lines that
 * have other bytes than ASCII, wherever in the file they stand. Lists of names are little to go by:
 * what a guess makes of the text is weighed too, and the commonest encoding has an advantage.
 */
import { detectAll } from "jschardet";
import { joined } from "./held_bytes.ts";
import type { Turns } from "./turns.ts";

/** Of the lines that are judged: jschardet looks at them in one step, and is slow. */
const SAMPLE_BYTES = 16 << 10;
const LAST_RESORT = "windows-1252";
/** How much likelier the commonest is than what a few letters say. */
const ADVANTAGE = 1.25;

/** What jschardet calls the encodings that TextDecoder knows; others are not read. */
const NAMES = new Map(Object.entries({
  "Windows-1250": "windows-1250",
  "Windows-1251": "windows-1251",
  "Windows-1252": "windows-1252",
  "Windows-1253": "windows-1253",
  "Windows-1254": "windows-1254",
  "Windows-1255": "windows-1255",
  "Windows-1256": "windows-1256",
  "Windows-1257": "windows-1257",
  "Windows-1258": "windows-1258",
  "ISO-8859-2": "iso-8859-2",
  "ISO-8859-5": "iso-8859-5",
  "ISO-8859-6": "iso-8859-6",
  "ISO-8859-7": "iso-8859-7",
  "ISO-8859-8": "iso-8859-8",
  "KOI8-R": "koi8-r",
  "koi8-u": "koi8-u",
  IBM866: "ibm866",
  MacRoman: "macintosh",
  "TIS-620": "windows-874",
  CP874: "windows-874",
  CP932: "shift_jis",
  SHIFT_JIS: "shift_jis",
  "EUC-JP": "euc-jp",
  CP949: "euc-kr",
  "EUC-KR": "euc-kr",
  GB18030: "gb18030",
  Big5: "big5",
}));

/** A name of the Encoding Standard. */
export async function guessLegacy(bytes: Uint8Array, turns: Turns): Promise<string> {
  const sample = sampleOf(bytes);
  const scores = new Map<string, number>();
  for (const { encoding, confidence } of detectAll(sample)) {
    const name = NAMES.get(encoding ?? "");
    if (!name || scores.has(name)) continue;
    const advantage = name === LAST_RESORT ? ADVANTAGE : 1;
    const plausible = plausibility(new TextDecoder(name).decode(sample));
    scores.set(name, confidence * advantage * plausible ** 2);
    await turns.pause();
  }
  let best: [string, number] = [LAST_RESORT, 0];
  for (const [name, score] of scores) if (score > best[1]) best = [name, score];
  return best[0];
}

/** The first lines with other bytes than ASCII. Line ends are the same bytes in all of these. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const lines: Uint8Array[] = [];
  let length = 0, lineAt = 0, isPlain = true;
  for (let at = 0; at <= bytes.length && length < SAMPLE_BYTES; at++) {
    const byte = bytes[at] ?? LF;
    if (byte > 127) isPlain = false;
    if (byte !== LF && byte !== CR) continue;
    if (!isPlain) {
      const line = bytes.subarray(lineAt, Math.min(at + 1, lineAt + SAMPLE_BYTES));
      lines.push(line);
      length += line.length;
    }
    lineAt = at + 1;
    isPlain = true;
  }
  return joined(lines);
}

const LF = 10, CR = 13;
const LETTER = /[\p{L}\p{M}]/u, CAPITAL = /\p{Lu}/u, SMALL = /\p{Ll}/u, CONTROL = /\p{C}/u;
const OTHER_ALPHABET = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}]/u;

/** 0 to 1: the share of letters beyond ASCII that stand where people write such. */
function plausibility(text: string): number {
  const chars = [...text];
  let seen = 0, good = 0;
  chars.forEach((char, at) => {
    if (char <= "\x7f") return;
    seen++;
    good += fits(char, chars[at - 1] ?? "", chars[at + 1] ?? "", chars[at - 2] ?? "");
  });
  return seen ? good / seen : 1;
}

function fits(char: string, before: string, after: string, second: string): number {
  // Nobody mixes alphabets within a word.
  if (OTHER_ALPHABET.test(char) && (/[a-z]/i.test(before) || /[a-z]/i.test(after))) return 0;
  if (!LETTER.test(char)) {
    // A sign stands beside words, not within.
    const isWithin = LETTER.test(before) && LETTER.test(after);
    return isWithin || char === "\ufffd" || CONTROL.test(char) ? 0 : 0.5;
  }
  if (CAPITAL.test(char)) return SMALL.test(before) ? 0 : 1;
  return SMALL.test(char) && CAPITAL.test(before) && CAPITAL.test(second) ? 0 : 1;
}
