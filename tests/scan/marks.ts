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
    const forms: Record<string, Uint8Array> = {
      "as it is": bytes,
      "UTF-16": Buffer.from(value, "utf16le"),
      "hex": Buffer.from(bytes.toString("hex")),
      ...Object.fromEntries([0, 1, 2].map((shift) => [`base64, ${shift}`, base64At(bytes, shift)])),
    };
    return Object.entries(forms).map(([form, bytes]) => {
      return { mark, form, text: Buffer.from(bytes).toString("latin1") };
    });
  });
}

/** What the value comes to within a longer text of base64, wherever in it it begins. */
function base64At(value: Uint8Array, shift: number): Uint8Array {
  const text = Buffer.concat([Buffer.alloc(shift), value]).toString("base64");
  // The characters at both ends depend on what stands beside the value.
  const first = [0, 2, 3][shift]!;
  const last = text.length - [0, 4, 3][(shift + value.length) % 3]!;
  return Buffer.from(text.slice(first, last));
}
