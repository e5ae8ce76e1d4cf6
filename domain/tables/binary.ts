/** Detects bytes that are not text: they are full of control characters. */

/** Each block is checked: binary data may follow text. */
const BLOCK_BYTES = 4 << 10;
/** Control characters that a text may have per block; isolated zeros do not count. */
const STRAY_CHARS = 8;

/** Whether any block is not text in an encoding other than UTF-16, which is full of zeros. */
export function looksBinary(bytes: Uint8Array): boolean {
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    const to = Math.min(from + BLOCK_BYTES, bytes.length);
    let controls = 0;
    for (let at = from; at < to; at++) controls += CONTROLS[bytes[at]!]!;
    if (controls > STRAY_CHARS) controls -= strayZeros(bytes, from, to);
    // One in twenty-five; random bytes have one in ten.
    if (controls > STRAY_CHARS && controls * 25 > to - from) return true;
  }
  return false;
}

/** Isolated zeros are some program's mistake; more than a quarter mean an encoding. */
function strayZeros(bytes: Uint8Array, from: number, to: number): number {
  let zeros = 0;
  for (let at = from; at < to; at++) {
    if (bytes[at] === 0 && isText(bytes[at - 1]) && isText(bytes[at + 1])) zeros++;
  }
  return zeros * 4 <= to - from ? zeros : 0;
}

const isText = (byte = 0x20) => CONTROLS[byte] === 0;

/** All below U+0020 except white space, ESC (used by ISO-2022-JP) and the DOS end-of-file mark. */
const CONTROLS = Uint8Array.from(
  { length: 256 },
  (_, code) => Number(code < 32 && ![9, 10, 11, 12, 13, 26, 27].includes(code)),
);
