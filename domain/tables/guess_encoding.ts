/**
 * The encoding of text that is neither UTF-8 nor UTF-16, guessed from the words that have other bytes
 * than ASCII, wherever in the file they stand. jschardet says which languages the bytes look like;
 * lists of names are little to go by, so that what each encoding makes of the words weighs more. The
 * commonest encoding has an advantage, and those that jschardet does not know are tried as well.
 */
import { detectAll } from "jschardet";
import { decoderOf } from "./dos_pages.ts";
import { EAST_ASIAN_ENCODINGS, eastAsianShare } from "./east_asian_bytes.ts";
import { joined } from "./file_head.ts";
import type { EncodingGuess } from "./table.ts";
import { plausibility } from "./plausible_text.ts";
import type { Yielder } from "./yielder.ts";

/** Of the words that are judged, each of which is there once: jschardet is slow, and does one step. */
const SAMPLE_BYTES = 4 << 10;
/** Of one word; a longer one is a text. */
const WORD_BYTES = 200;
const LAST_RESORT = "windows-1252";
/** How much likelier the commonest is than what a few letters say. */
const ADVANTAGE = 1.5;
/** Encodings that are tried whatever jschardet says; of its best guess they have so much at least. */
const TRIED: Record<string, number> = {
  [LAST_RESORT]: 0.5,
  macintosh: 0.45,
  ibm850: 0.4,
  ibm437: 0.35,
  ibm852: 0.25,
  ...Object.fromEntries(EAST_ASIAN_ENCODINGS.map((name) => [name, 0.35])),
};
/** An encoding that makes a tenth more sense of the words is several times as likely. */
const SHARPNESS = 4;

/** jschardet's names of the encodings that TextDecoder supports; others are not read. */
const NAMES = new Map(Object.entries({
  "Windows-1250": "windows-1250",
  "Windows-1251": "windows-1251",
  "Windows-1252": "windows-1252",
  "ISO-8859-1": "windows-1252",
  "ISO-8859-9": "windows-1254",
  cp437: "ibm437",
  cp850: "ibm850",
  cp852: "ibm852",
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

/** Below it the encoding is reported as a guess. */
const SURE_SHARE = 0.6;

/**
 * Whether the user should check what the encoding makes of the file.
 *
 * ```ts
 * assert.ok(isUnsure({ share: 0.4, second: "windows-1250" }));
 * assert.ok(!isUnsure({ share: 0.9, second: "windows-1250" }));
 * ```
 */
export const isUnsure = (guess: EncodingGuess | undefined): guess is EncodingGuess & {
  second: string;
} => guess !== undefined && guess.second !== null && guess.share < SURE_SHARE;

/** By names of the Encoding Standard, or of MS-DOS. */
export async function guessLegacy(
  bytes: Uint8Array,
  turns: Yielder,
): Promise<EncodingGuess & { name: string }> {
  const sample = await sampleOf(bytes, turns);
  const confidences = new Map(Object.entries(TRIED));
  // Its figures are small for names, and say something by how they compare.
  let most = 0;
  for (const { encoding, confidence } of detectAll(sample)) {
    const name = NAMES.get(encoding ?? "");
    if (!name) continue;
    most ||= confidence;
    confidences.set(name, Math.max(confidence / most, confidences.get(name) ?? 0));
  }
  await turns.pause();
  /** by what they make of the words: encodings that read them the same are one */
  const readings = new Map<string, { name: string; score: number }>();
  for (const [name, confidence] of confidences) {
    const text = decoderOf(name).decode(sample);
    const score = confidence * (name === LAST_RESORT ? ADVANTAGE : 1) *
      sense(name, sample, text) ** SHARPNESS;
    const same = readings.get(text);
    // The commonest name of it comes first.
    if (same) same.score = Math.max(score, same.score);
    else readings.set(text, { name, score });
    await turns.pause();
  }
  const [best, second] = [...readings.values()].sort((a, b) => b.score - a.score);
  if (!best) return { name: LAST_RESORT, share: 0, second: null };
  // The more letters agree, the less it is chance.
  const odds = (best.score / (second?.score || Number.MIN_VALUE)) ** evidence(sample);
  const share = Number.isFinite(odds) ? odds / (odds + 1) : 1;
  return { name: best.name, share, second: second?.name ?? null };
}

/** By the letters that are no ASCII: three of them count once. */
function evidence(sample: Uint8Array): number {
  const letters = sample.reduce((sum, byte) => sum + Number(byte > 127), 0);
  return Math.max(1, Math.sqrt(letters / 3));
}

function sense(name: string, bytes: Uint8Array, text: string): number {
  const plausible = plausibility(text);
  return EAST_ASIAN_ENCODINGS.includes(name)
    ? plausible * eastAsianShare(name, bytes, text)
    : plausible;
}

/** Where a word ends: such bytes are part of no character in any of these encodings. */
const endsWord = (byte: number) => byte < 0x30 || byte === SEMICOLON;
const LF = 10, SEMICOLON = 0x3b;
/** What is looked at in one step. */
const STEP_BYTES = 256 << 10;

/**
 * The words with other bytes than ASCII, each once, as lines; of more than fit, some of every part of
 * the file.
 */
async function sampleOf(bytes: Uint8Array, turns: Yielder): Promise<Uint8Array> {
  const words: Uint8Array[] = [];
  const seen = new Set<string>();
  const latin = new TextDecoder("latin1");
  const parts = Math.max(1, Math.ceil(bytes.length / STEP_BYTES));
  const share = Math.max(256, SAMPLE_BYTES / parts);
  for (let part = 0; part < parts; part++) {
    const end = Math.min(bytes.length, (part + 1) * STEP_BYTES);
    let length = 0, wordAt = part * STEP_BYTES, isPlain = true;
    for (let at = wordAt; at <= end && length < share; at++) {
      const byte = at < end ? bytes[at]! : LF;
      if (byte > 127) isPlain = false;
      if (!endsWord(byte)) continue;
      if (!isPlain && at - wordAt <= WORD_BYTES) {
        const word = bytes.subarray(wordAt, at);
        const key = latin.decode(word);
        if (!seen.has(key)) {
          seen.add(key);
          words.push(word, LINE_END);
          length += word.length + 1;
        }
      }
      wordAt = at + 1;
      isPlain = true;
    }
    await turns.pause();
  }
  // A file of one text without spaces, or cut within.
  return words.length ? joined(words) : bytes.subarray(0, SAMPLE_BYTES);
}

const LINE_END = Uint8Array.of(LF);
