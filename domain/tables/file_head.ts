/**
 * Buffers the beginning of a file: its encoding may only show in the last line, and its bytes are
 * read once. A file is at most MAX_UPLOAD_BYTES long, by default a third of the buffer, so in
 * practice all of it is buffered; reading it twice from the object store would cost more than it
 * saves.
 */
/** Bytes buffered per file; a longer file is judged by these. */
const HELD_BYTES = 16 << 20;
/** The most bytes passed on at once, since what is parsed from them is in memory too. */
const PIECE_BYTES = 128 << 10;

export interface FileHead {
  head: Uint8Array;
  /** whether the head is all there is */
  ended: boolean;
  /** all bytes in chunks, the head first */
  pieces: AsyncGenerator<Uint8Array>;
}

export async function readHead(
  bytes: AsyncIterable<Uint8Array>,
  limit = HELD_BYTES,
): Promise<FileHead> {
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

/** Splits bytes into chunks of this size; the last one may be shorter. */
export function* cut(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    yield bytes.subarray(from, from + pieceBytes);
  }
}

/** Concatenates chunks. */
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
