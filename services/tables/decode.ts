/** Bytes as text, piece by piece; a character may be cut in two anywhere. */
import type { Encoding } from "./encoding.ts";
import { UnreadableFile } from "./unreadable.ts";

export interface TextPiece {
  text: string;
  /** of the file, so far */
  bytesRead: number;
  /** the last piece, which may be empty, says that it is the last */
  last: boolean;
}

/**
 * @param partial an incomplete character at the end is left out
 * @throws UnreadableFile at a byte that a strict encoding has no character for
 */
export async function* decode(
  pieces: AsyncIterable<Uint8Array>,
  { name, strict }: Encoding,
  partial: boolean,
): AsyncGenerator<TextPiece> {
  const decoder = new TextDecoder(name, { fatal: strict });
  let bytesRead = 0;
  const read = (piece?: Uint8Array) => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
      throw undecodable(name, bytesRead);
    }
  };
  for await (const piece of pieces) {
    bytesRead += piece.length;
    yield { text: read(piece), bytesRead, last: false };
  }
  yield { text: partial ? "" : read(), bytesRead, last: true };
}

const undecodable = (name: string, bytesRead: number) =>
  new UnreadableFile(
    "WRONG_ENCODING",
    `The file is not ${name} text: a byte before the ${bytesRead}th cannot be read. ` +
      `Choose another encoding, or none to have it found out, and upload the file again.`,
  );
