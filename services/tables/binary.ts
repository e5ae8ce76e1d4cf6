/** Telling bytes that are no text: they are full of control characters that nobody types. */

/** Looked at one by one: pictures and programs may stand behind text. */
const BLOCK_BYTES = 4 << 10;
/** Control characters of a block that a text may have: a program wrote a zero between its cells. */
const STRAY_CHARS = 8;

/** Whether a part of these bytes is no text in any encoding but UTF-16, where it is full of zeros. */
export function looksBinary(bytes: Uint8Array): boolean {
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
    const block = bytes.subarray(from, from + BLOCK_BYTES);
    let controls = 0;
    for (const byte of block) if (byte < 32 && isControl[byte]) controls++;
    // One in twenty-five: bytes at random have one in ten.
    if (controls > STRAY_CHARS && controls * 25 > block.length) return true;
  }
  return false;
}

/** All below the space, but for white space, the escape of old Japanese mail, and an end mark. */
const isControl = Array.from(
  { length: 32 },
  (_, code) => ![9, 10, 11, 12, 13, 26, 27].includes(code),
);
