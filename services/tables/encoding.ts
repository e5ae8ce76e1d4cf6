/**
 * How a text file is encoded: as its byte-order mark says, as its zeros or its being UTF-8 show, else
 * as a guess that people are shown and can overrule. The guess follows from the bytes alone.
 */
import { looksBinary } from "./binary.ts";
import { guessLegacy } from "./guess_encoding.ts";
import { cut } from "./held_bytes.ts";
import type { Turns } from "./turns.ts";
import { UnreadableFile } from "./unreadable.ts";

export interface Encoding {
  /** a name of the Encoding Standard, as TextDecoder gives it */
  name: string;
  /** whether bytes that it has no character for are refused; else each becomes U+FFFD */
  strict: boolean;
}

export interface EncodingWish {
  encoding: string | null;
  recognized?: boolean;
}

/** What is judged in one step. */
const STEP_BYTES = 1 << 20;
/** Of bytes that are looked at to tell UTF-16 by its zeros. */
const SEEN_BYTES = 4 << 10;

/** The name that an encoding has in the Encoding Standard; undefined where it knows none such. */
export function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** Whether a file that begins so may be text, as far as its beginning shows. */
export function seemsText(head: Uint8Array): boolean {
  return markOf(head) !== undefined || wideWithoutMark(head) !== undefined || !looksBinary(head);
}

/**
 * @param head the file's beginning, in nearly every case all of it
 * @param ended whether it is all; else its last character may be incomplete
 * @throws UnreadableFile where it is no text, or not as asked
 */
export async function judgeEncoding(
  head: Uint8Array,
  ended: boolean,
  wish: EncodingWish,
  turns: Turns,
): Promise<Encoding> {
  const marked = markOf(head);
  if (marked === "utf-32") throw noText("It is UTF-32, which nothing else reads either.");
  if (wish.encoding !== null) return asked(wish, marked);
  if (marked) return { name: marked, strict: false };
  const wide = wideWithoutMark(head);
  if (wide) return { name: wide, strict: false };
  for await (const part of turns.between(cut(head, STEP_BYTES))) {
    if (looksBinary(part)) throw noText("It holds binary data.");
  }
  if (await isUtf8(head, ended, turns)) return { name: "utf-8", strict: true };
  if (await isNearlyUtf8(head, turns)) return { name: "utf-8", strict: false };
  return { name: await guessLegacy(head, turns), strict: false };
}

function asked(wish: EncodingWish, marked: string | undefined): Encoding {
  const name = encodingOf(wish.encoding!);
  if (!name) {
    throw new UnreadableFile(
      "UNKNOWN_ENCODING",
      `The encoding "${wish.encoding}" is not known. Name one such as utf-8 or windows-1252.`,
    );
  }
  // "UTF-16" says nothing about the order of bytes; the mark does.
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
 * Of UTF-16 every other byte is zero wherever a letter, comma or line end of ASCII stands. Zeros that
 * a program has left in a text of one byte a letter may all be every other byte as well: there, and
 * in the header before all, letters stand side by side without them.
 */
function wideWithoutMark(head: Uint8Array): string | undefined {
  const seen = head.subarray(0, Math.min(SEEN_BYTES, head.length) & ~1);
  const zeros = [0, 0];
  seen.forEach((byte, at) => {
    if (byte === 0) zeros[at & 1]!++;
  });
  const [even, odd] = zeros as [number, number];
  const most = Math.max(even, odd);
  if (!most || most * 10 < seen.length || Math.min(even, odd) * 10 > most) return undefined;
  const name = odd > even ? "utf-16le" : "utf-16be";
  const high = odd > even ? 1 : 0;
  // A header of Chinese has few characters of ASCII, and twos that look like two of them by chance.
  if (!isWide(seen, high, 1) || !isWide(firstLine(seen, high), high, 2)) return undefined;
  return looksBinary(new TextEncoder().encode(new TextDecoder(name).decode(seen)))
    ? undefined
    : name;
}

/** In twos, as far as the first line end of UTF-16. @param high 1 where the second is the higher */
function firstLine(bytes: Uint8Array, high: number): Uint8Array {
  for (let at = 0; at < bytes.length; at += 2) {
    const low = bytes[at + 1 - high];
    if (bytes[at + high] === 0 && (low === LF || low === CR)) return bytes.subarray(0, at + 2);
  }
  return bytes;
}

/** Whether twos that are a character of Latin-1 with its zero outweigh two of ASCII side by side. */
function isWide(bytes: Uint8Array, high: number, weight: number): boolean {
  let wide = 0, pairs = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    const upper = bytes[at + high]!, lower = bytes[at + 1 - high]!;
    if (upper === 0) wide++;
    // Kana have 30 above, which is the digit 0.
    else if (isAscii(upper) && isAscii(lower) && upper !== KANA) pairs++;
  }
  return wide * weight > pairs;
}

const LF = 10, CR = 13, KANA = 0x30;
const isAscii = (byte: number) => byte >= 0x20 && byte < 0x7f || byte === LF || byte === CR;

async function isUtf8(head: Uint8Array, ended: boolean, turns: Turns): Promise<boolean> {
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

/** Whether a file is UTF-8 but for some places, as where one was cut or joined without care. */
async function isNearlyUtf8(head: Uint8Array, turns: Turns): Promise<boolean> {
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
  // A character that is incomplete at the end.
  faults += decoder.decode().length;
  return letters > faults * 10;
}

const noText = (why: string) =>
  new UnreadableFile(
    "NOT_TEXT",
    `The file is not text. ${why} Save it as "CSV UTF-8" and upload it again.`,
  );
