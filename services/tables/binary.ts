/** Telling bytes that are no text: they are full of control characters that nobody types. */

/** Looked at one by one: pictures and programs may stand behind text. */
const BLOCK_BYTES = 4 << 10;
/** Control characters of a block that a text may have; single zeros between others do not count. */
const STRAY_CHARS = 8;

/** Whether a part of these bytes is no text in any encoding but UTF-16, where it is full of zeros. */
export function looksBinary(bytes: Uint8Array): boolean {
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    const to = Math.min(from + BLOCK_BYTES, bytes.length);
    let controls = 0;
    for (let at = from; at < to; at++) controls += CONTROLS[bytes[at]!]!;
    if (controls > STRAY_CHARS) controls -= strayZeros(bytes, from, to);
    // One in twenty-five: bytes at random have one in ten.
    if (controls > STRAY_CHARS && controls * 25 > to - from) return true;
  }
  return false;
}

/** Zeros between letters are some program's slip; more than a quarter are its way of writing. */
function strayZeros(bytes: Uint8Array, from: number, to: number): number {
  let zeros = 0;
  for (let at = from; at < to; at++) {
    if (bytes[at] === 0 && isText(bytes[at - 1]) && isText(bytes[at + 1])) zeros++;
  }
  return zeros * 4 <= to - from ? zeros : 0;
}

const isText = (byte = 0x20) => CONTROLS[byte] === 0;

/** All below the space, but for white space, the escape of old Japanese mail, and an end mark. */
const CONTROLS = Uint8Array.from(
  { length: 256 },
  (_, code) => Number(code < 32 && ![9, 10, 11, 12, 13, 26, 27].includes(code)),
);
