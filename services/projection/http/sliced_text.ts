/**
 * Produces text in time slices and sends it in pieces: rendering a page of rows takes long, and
 * everybody shares the event loop (promise 12). A slice is some rows, fewer if they are wide; a
 * piece is what is sent at once, and may span several pages.
 */
import { takeSlice } from "@rollcall/platform/fairness/time_slices.ts";

/** Texts of a slice: rows that are made in about a millisecond. */
const SLICE_TEXTS = 50;
/** Characters of a slice, but for a single text's own. */
const SLICE_CHARS = 16 << 10;
/** Characters from which on a piece is sent. */
const PIECE_CHARS = 32 << 10;

/**
 * @param owner whose work it is
 * @param pages their texts are made one by one, as they are wanted
 */
export async function* slicedText(
  owner: string,
  pages: AsyncIterable<Iterable<string>> | Iterable<Iterable<string>>,
): AsyncGenerator<string> {
  let piece: string[] = [], chars = 0;
  let made = 0, before = 0;
  for await (const texts of pages) {
    for (const text of texts) {
      piece.push(text);
      chars += text.length;
      if (++made < SLICE_TEXTS && chars - before < SLICE_CHARS) continue;
      if (chars >= PIECE_CHARS) {
        yield piece.join("");
        piece = [];
        chars = 0;
      }
      // Otherwise a fast reader would be served without anybody else getting a turn.
      await takeSlice(owner);
      made = 0;
      before = chars;
    }
  }
  if (chars) yield piece.join("");
}
