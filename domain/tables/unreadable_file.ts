/** Why a file cannot be read: a code for programs, a sentence for users. */

export class UnreadableFile extends Error {
  override name = "UnreadableFile";
  /** the headers, if the file could be read that far */
  headers: string[] = [];

  constructor(readonly code: string, message: string) {
    super(message);
  }
}
