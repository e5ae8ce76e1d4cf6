/**
 * Detects a text file's encoding: by its byte-order mark, by its zeros, or because it is valid
 * UTF-8; otherwise by a guess that users see and can override. The guess depends only on the bytes.
 */
import { looksBinary } from "./binary.ts";
import { dosPageOf } from "./dos_pages.ts";
import { guessLegacy } from "./guess_encoding.ts";
import { cut } from "./file_head.ts";
import type { EncodingGuess } from "./table.ts";
import type { Yielder } from "./yielder.ts";
import { UnreadableFile } from "./unreadable_file.ts";

export interface Encoding {
  /** a name of the Encoding Standard, as TextDecoder returns it */
  name: string;
  /** whether invalid bytes are refused; otherwise each becomes U+FFFD */
  strict: boolean;
  /** how sure a guess is, and what it may be otherwise; left out where it is none */
  guess?: EncodingGuess;
}

export interface EncodingWish {
  encoding: string | null;
  recognized?: boolean;
}

/** Bytes checked per step. */
const STEP_BYTES = 1 << 20;
/** So many letters of UTF-8 are no chance. */
const SURE_LETTERS = 4;
/** Of bytes that are looked at to tell UTF-16 by its zeros. */
const ZERO_SAMPLE_BYTES = 4 << 10;

/**
 * The name that an encoding has in the Encoding Standard, or that of a page of MS-DOS, which it does
 * not know; undefined where there is none such.
 *
 * ```ts
 * assert.equal(encodingOf("Latin1"), "windows-1252");
 * assert.equal(encodingOf("cp850"), "ibm850");
 * assert.equal(encodingOf("klingon"), undefined);
 * ```
 */
export function encodingOf(label: string): string | undefined {
  const page = dosPageOf(label);
  if (page) return page;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** The encoding that a file's beginning shows, by its mark or its zeros; undefined where it does not. */
export function shownEncoding(head: Uint8Array): string | undefined {
  const name = markOf(head) ?? wideWithoutMark(head);
  return name === "utf-32" ? undefined : name;
}

/**
 * Whether a file with this beginning may be text.
 *
 * ```ts
 * assert.ok(seemsText(new TextEncoder().encode("Name,Email\n")));
 * assert.ok(!seemsText(new Uint8Array(64).fill(1)));
 * ```
 */
export function seemsText(head: Uint8Array): boolean {
  return markOf(head) !== undefined || wideWithoutMark(head) !== undefined || !looksBinary(head);
}

/**
 * @param head the file's beginning, nearly always all of it
 * @param ended whether it is all of it; otherwise its last character may be incomplete
 * @throws UnreadableFile if it is not text, or not in the requested encoding
 */
export async function judgeEncoding(
  head: Uint8Array,
  ended: boolean,
  wish: EncodingWish,
  turns: Yielder,
): Promise<Encoding> {
  const marked = markOf(head);
  if (marked === "utf-32") throw noText("It is UTF-32, which nothing else reads either.");
  if (wish.encoding !== null && !wish.recognized) return asked(wish, marked);
  const found = await findOut(head, ended, turns, marked);
  if (wish.encoding === null) return found;
  // Read as before, though newer code may guess otherwise.
  const guess = found.guess && { guess: found.guess };
  return { ...asked(wish, marked), ...guess };
}

async function findOut(
  head: Uint8Array,
  ended: boolean,
  turns: Yielder,
  marked: string | undefined,
): Promise<Encoding> {
  if (marked) return { name: marked, strict: false };
  const wide = wideWithoutMark(head);
  if (wide) return { name: wide, strict: false };
  for await (const part of turns.between(cut(head, STEP_BYTES))) {
    if (looksBinary(part)) throw noText("It holds binary data.");
  }
  if (await isUtf8(head, ended, turns)) return { name: "utf-8", strict: true };
  if (await isNearlyUtf8(head, turns)) return { name: "utf-8", strict: false };
  const { name, share, second } = await guessLegacy(head, turns);
  return { name, strict: false, guess: { share, second } };
}

function asked(wish: EncodingWish, marked: string | undefined): Encoding {
  const name = encodingOf(wish.encoding!);
  if (!name) {
    throw new UnreadableFile(
      "UNKNOWN_ENCODING",
      `The encoding "${wish.encoding}" is not known. Name one such as utf-8 or windows-1252.`,
    );
  }
  // "UTF-16" leaves the byte order open; the mark determines it.
  const ordered = name.startsWith("utf-16") && marked?.startsWith("utf-16") ? marked : name;
  return { name: ordered, strict: !wish.recognized };
}

function markOf(head: Uint8Array): string | undefined {
  const [a, b, c, d] = head;
  const isWide32 = a === 0xff && b === 0xfe && c === 0 && d === 0 ||
    a === 0 && b === 0 && c === 0xfe && d === 0xff;
  if (isWide32) return "utf-32";
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  return undefined;
}

/**
 * In UTF-16 every other byte is zero for ASCII letters, commas and line ends. Stray zeros in a
 * single-byte text may all be at every other position as well, but there, above all in the header,
 * letters are adjacent without zeros.
 */
function wideWithoutMark(head: Uint8Array): string | undefined {
  const seen = head.subarray(0, Math.min(ZERO_SAMPLE_BYTES, head.length) & ~1);
  const zeros = [0, 0];
  seen.forEach((byte, at) => {
    if (byte === 0) zeros[at & 1]!++;
  });
  const [even, odd] = zeros as [number, number];
  const most = Math.max(even, odd);
  if (!most || most * 10 < seen.length || Math.min(even, odd) * 10 > most) return undefined;
  const name = odd > even ? "utf-16le" : "utf-16be";
  const high = odd > even ? 1 : 0;
  // A Chinese header has few ASCII characters, and byte pairs that look like two of them by chance.
  if (!isWide(seen, high, 1) || !isWide(firstLine(seen, high), high, 2)) return undefined;
  return looksBinary(new TextEncoder().encode(new TextDecoder(name).decode(seen)))
    ? undefined
    : name;
}

/**
 * Byte pairs up to the first line end in UTF-16. @param high 1 if the second byte is the high one
 */
function firstLine(bytes: Uint8Array, high: number): Uint8Array {
  for (let at = 0; at < bytes.length; at += 2) {
    const low = bytes[at + 1 - high];
    if (bytes[at + high] === 0 && (low === LF || low === CR)) return bytes.subarray(0, at + 2);
  }
  return bytes;
}

/** Whether pairs of a Latin-1 character and a zero outweigh pairs of adjacent ASCII characters. */
function isWide(bytes: Uint8Array, high: number, weight: number): boolean {
  let wide = 0, pairs = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    const upper = bytes[at + high]!, lower = bytes[at + 1 - high]!;
    if (upper === 0) wide++;
    // The high byte of kana is 0x30, the digit 0.
    else if (isAscii(upper) && isAscii(lower) && upper !== KANA) pairs++;
  }
  return wide * weight > pairs;
}

const LF = 10, CR = 13, KANA = 0x30;
const isAscii = (byte: number) => byte >= 0x20 && byte < 0x7f || byte === LF || byte === CR;

async function isUtf8(head: Uint8Array, ended: boolean, turns: Yielder): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const part of turns.between(cut(head, STEP_BYTES))) {
      decoder.decode(part, { stream: true });
    }
    if (ended) decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** Whether a file is UTF-8 except in a few places, such as after careless cutting or joining. */
async function isNearlyUtf8(head: Uint8Array, turns: Yielder): Promise<boolean> {
  let letters = 0, faults = 0;
  const decoder = new TextDecoder("utf-8");
  for await (const part of turns.between(cut(head, STEP_BYTES))) {
    const text = decoder.decode(part, { stream: true });
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0xfffd) faults++;
      else if (code > 0x7f && (code & 0xfc00) !== 0xdc00) letters++;
    }
  }
  // An incomplete character at the end.
  faults += decoder.decode().length;
  // Letters of UTF-8 are two bytes or more that fit each other, which do not come about by chance.
  return letters > faults * 2 || letters >= SURE_LETTERS && letters > faults;
}

const noText = (why: string) =>
  new UnreadableFile(
    "NOT_TEXT",
    `The file is not text. ${why} Save it as "CSV UTF-8" and upload it again.`,
  );
