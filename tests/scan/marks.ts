/** Marked values, and every form in which their bytes may lie somewhere. */
import { Buffer } from "node:buffer";

/** What a file of a person has in it, and the person himself. */
export interface Marks {
  /** with what each piece of personal data begins: nothing of it is left once the account is deleted */
  personal: string;
  /** what is nowhere in clear at any time */
  secret: Record<string, string>;
}

/** Letters and digits that nothing else has; all values of one life begin with the same ones. */
export function newMark(): string {
  return `mk${crypto.randomUUID().replaceAll("-", "").slice(0, 14)}`;
}

export interface Pattern {
  mark: string;
  form: string;
  /** a character for each byte */
  text: string;
}

/** The patterns to look for. Pure. */
export function patternsOf(marks: Record<string, string>): Pattern[] {
  return Object.entries(marks).flatMap(([mark, value]) => {
    const bytes = Buffer.from(value);
    return named(mark, {
      "as it is": bytes,
      "UTF-16": Buffer.from(value, "utf16le"),
      ...spelt(bytes),
    });
  });
}

/**
 * Those of keys, each named by what it is the key of; and those of either half of it, as memory that was
 * freed and used again may have a part of one. Pure.
 */
export function patternsOfKeys(keys: ReadonlyMap<string, Uint8Array>): Pattern[] {
  return [...keys].flatMap(([of, key]) => {
    const bytes = Buffer.from(key), middle = bytes.length / 2;
    const halves = [bytes.subarray(0, middle), bytes.subarray(middle)];
    return named(`the key of ${of}`, {
      ...{ "as it is": bytes, [FRAGMENTS[0]]: halves[0]!, [FRAGMENTS[1]]: halves[1]! },
      ...spelt(bytes),
    });
  });
}

const FRAGMENTS = ["first half", "second half"] as const;

/** Whether a hit is a part of a key, and not all of it. */
export function isFragment({ form }: Pick<Pattern, "form">): boolean {
  return FRAGMENTS.some((one) => one === form);
}

/** How bytes are written in texts. */
function spelt(bytes: Buffer): Record<string, Uint8Array> {
  const hex = bytes.toString("hex");
  return {
    "hex": Buffer.from(hex),
    "HEX": Buffer.from(hex.toUpperCase()),
    ...Object.fromEntries([0, 1, 2].map((shift) => [`base64, ${shift}`, base64At(bytes, shift)])),
    ...Object.fromEntries([0, 1, 2].map((shift) => {
      const text = Buffer.from(base64At(bytes, shift)).toString("latin1");
      return [`base64url, ${shift}`, Buffer.from(text.replaceAll("+", "-").replaceAll("/", "_"))];
    })),
  };
}

function named(mark: string, forms: Record<string, Uint8Array>): Pattern[] {
  const patterns = Object.entries(forms).map(([form, bytes]) => {
    return { mark, form, text: Buffer.from(bytes).toString("latin1") };
  });
  return patterns.filter(({ text }, i) => patterns.findIndex((one) => one.text === text) === i);
}

/** What the value comes to within a longer text of base64, wherever in it it begins. */
function base64At(value: Uint8Array, shift: number): Uint8Array {
  const text = Buffer.concat([Buffer.alloc(shift), value]).toString("base64");
  // The characters at both ends depend on what stands beside the value.
  const first = [0, 2, 3][shift]!;
  const last = text.length - [0, 4, 3][(shift + value.length) % 3]!;
  return Buffer.from(text.slice(first, last));
}
