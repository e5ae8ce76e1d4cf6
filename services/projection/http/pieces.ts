/**
 * Text in pieces, made while it is read: a page of wide rows is long work and a long text, and the
 * event loop is everybody's (promise 12). Between two pieces it goes round once.
 */

/** Characters of a piece, but for a single text's own. */
const PIECE_CHARS = 32 << 10;

/** @param texts made one by one, as they are wanted */
export async function* inPieces(texts: Iterable<string>): AsyncGenerator<string> {
  let piece: string[] = [], chars = 0;
  for (const text of texts) {
    piece.push(text);
    chars += text.length;
    if (chars < PIECE_CHARS) continue;
    yield piece.join("");
    piece = [];
    chars = 0;
    // A reader who has room for more would else be fed without a turn for anybody.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (chars) yield piece.join("");
}
