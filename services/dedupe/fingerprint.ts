/**
 * A 128-bit fingerprint of a text: MurmurHash3 (x86, 128 bits) of its UTF-16 code units. Among a
 * million texts there is a collision once in 10^26 files. Users who construct one only confuse
 * their own list.
 */

const C1 = 0x239b961b, C2 = 0xab0e9789, C3 = 0x38b34ae5, C4 = 0xa1e38b93;

/** Code units of a block: 16 bytes. */
const BLOCK_UNITS = 8;

/** Writes the text's four words to `out` from `at` on. */
export function fingerprint(text: string, out: Uint32Array, at = 0): void {
  let h1 = 0, h2 = 0, h3 = 0, h4 = 0;
  const { length } = text;
  // The last block is padded with zeros; the length, mixed in below, distinguishes such texts.
  for (let i = 0; i < length; i += BLOCK_UNITS) {
    h1 ^= Math.imul(rotated(Math.imul(word(text, i), C1), 15), C2);
    h1 = Math.imul(rotated(h1, 19) + h2 | 0, 5) + 0x561ccd1b | 0;
    h2 ^= Math.imul(rotated(Math.imul(word(text, i + 2), C2), 16), C3);
    h2 = Math.imul(rotated(h2, 17) + h3 | 0, 5) + 0x0bcaa747 | 0;
    h3 ^= Math.imul(rotated(Math.imul(word(text, i + 4), C3), 17), C4);
    h3 = Math.imul(rotated(h3, 15) + h4 | 0, 5) + 0x96cd1c35 | 0;
    h4 ^= Math.imul(rotated(Math.imul(word(text, i + 6), C4), 18), C1);
    h4 = Math.imul(rotated(h4, 13) + h1 | 0, 5) + 0x32ac3b17 | 0;
  }
  h1 ^= length, h2 ^= length, h3 ^= length, h4 ^= length;
  h1 = h1 + h2 + h3 + h4 | 0;
  h2 = mixed(h2 + h1 | 0), h3 = mixed(h3 + h1 | 0), h4 = mixed(h4 + h1 | 0), h1 = mixed(h1);
  h1 = h1 + h2 + h3 + h4 | 0;
  out[at] = h1;
  out[at + 1] = h2 + h1;
  out[at + 2] = h3 + h1;
  out[at + 3] = h4 + h1;
}

/** Two code units; zero beyond the end. */
const word = (text: string, i: number) => text.charCodeAt(i) | text.charCodeAt(i + 1) << 16;

const rotated = (bits: number, by: number) => bits << by | bits >>> 32 - by;

function mixed(bits: number): number {
  bits = Math.imul(bits ^ bits >>> 16, 0x85ebca6b);
  bits = Math.imul(bits ^ bits >>> 13, 0xc2b2ae35);
  return bits ^ bits >>> 16;
}
