/** Bytes as text, piece by piece; a character may be cut in two anywhere. */
import { decoderOf } from "./dos_pages.ts";
import type { Encoding } from "./encoding.ts";
import { UnreadableFile } from "./unreadable_file.ts";

export interface TextPiece {
  text: string;
  /** of the file so far */
  bytesRead: number;
  /** true for the last chunk, which may be empty */
  last: boolean;
}

/**
 * @param partial whether to drop an incomplete character at the end
 * @throws UnreadableFile at a byte that is invalid in a strict encoding
 */
export async function* decode(
  pieces: AsyncIterable<Uint8Array>,
  { name, strict }: Encoding,
  partial: boolean,
): AsyncGenerator<TextPiece> {
  const decoder = decoderOf(name, strict);
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
      `Choose another encoding, or none to have it detected, and upload the file again.`,
  );
