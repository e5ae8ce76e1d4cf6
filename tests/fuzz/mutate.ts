/** Files that were good, damaged: bytes flipped, lost, doubled, put in, spliced with another's. */
import type { Random } from "../oracle/random.ts";
import type { Bytes } from "../shapes/shape.ts";

/** Changes of one file, and bytes of one of them, at most. */
const CHANGES = 8, CHANGED_BYTES = 64;

/** What readers of tables trip over. */
const tokens = [
  ...['"', '""', '"\n', ",", ";", "\t", "|", "\n", "\r", "\r\n", "\0", "\u00a0", "\u200b"],
  ...["\ufeff", "\ufffe", "\ud800", "sep=;\n", "=1+1", "__proto__", "email", "Email,", "@", "."],
  ...["'", "\\", "\x1a", "\x1b$B", "&#0;", "</row>", "<", "]]>", "1e999", "-0", "é", "👩‍👩‍👧"],
].map((text) => new TextEncoder().encode(text));

const rawTokens = [[0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf], [0xed, 0xa0, 0x80], [0x80], [0]];

/** @param other a file to splice in from */
export function mutate(random: Random, file: Bytes, other: Bytes): Bytes {
  let bytes = [...file];
  for (let left = random.int(1, CHANGES); left > 0; left--) bytes = change(random, bytes, other);
  return Uint8Array.from(bytes);
}

function change(random: Random, bytes: number[], other: Bytes): number[] {
  const at = random.int(0, bytes.length);
  const length = random.int(1, CHANGED_BYTES);
  const piece = bytes.slice(at, at + length);
  const put = (inserted: Iterable<number>, instead = 0) => [
    ...bytes.slice(0, at),
    ...inserted,
    ...bytes.slice(at + instead),
  ];
  switch (random.int(1, 9)) {
    case 1:
      return put([random.int(0, 255)], 1);
    case 2:
      return put([(bytes[at] ?? 0) ^ (1 << random.int(0, 7))], 1);
    case 3:
      return put([], length);
    case 4:
      return put(piece);
    case 5:
      return put(random.pick(tokens));
    case 6:
      return put(random.pick(rawTokens));
    case 7:
      return bytes.slice(0, at);
    case 8: {
      const from = random.int(0, other.length);
      return put(other.subarray(from, from + length * 4));
    }
    default:
      return put(Array.from({ length: random.int(1, 400) }, () => piece).flat());
  }
}
