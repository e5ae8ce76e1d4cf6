/**
 * The beginning of a file, held in memory: how it is encoded may show only in its last line, and its
 * bytes come once. A file is at most MAX_UPLOAD_BYTES long, by default a third of what is held, so
 * in practice all of it; reading it from the object store twice would cost more than it saves.
 */
/** Of one file; a longer one is judged by so much of it. */
const HELD_BYTES = 16 << 20;
/** What is passed on at once, however many bytes came: what is made of them is in memory too. */
const PIECE_BYTES = 128 << 10;

export interface HeldBytes {
  head: Uint8Array;
  /** whether the head is all there is */
  ended: boolean;
  /** everything in pieces, the head first */
  pieces: AsyncGenerator<Uint8Array>;
}

export async function holdBytes(
  bytes: AsyncIterable<Uint8Array>,
  limit = HELD_BYTES,
): Promise<HeldBytes> {
  const source = bytes[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let length = 0, ended = false;
  while (length < limit && !ended) {
    const next = await source.next();
    if (next.done) ended = true;
    else {
      held.push(next.value);
      length += next.value.length;
    }
  }
  const all = joined(held);
  const head = all.subarray(0, limit);
  return { head, ended, pieces: piecesOf(head, all.subarray(limit), source) };
}

async function* piecesOf(
  head: Uint8Array,
  beyond: Uint8Array,
  source: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* cut(head, PIECE_BYTES);
  yield* cut(beyond, PIECE_BYTES);
  for (let next; !(next = await source.next()).done;) yield* cut(next.value, PIECE_BYTES);
}

/** Bytes in pieces of so many, the last one with what is left. */
export function* cut(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    yield bytes.subarray(from, from + pieceBytes);
  }
}

/** Pieces as one. */
export function joined(pieces: Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
