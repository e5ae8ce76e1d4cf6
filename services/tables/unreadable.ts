/** What a file that cannot be read is refused with: a code for programs, a sentence for people. */

export class UnreadableFile extends Error {
  override name = "UnreadableFile";
  /** the headers, where the file could be read that far */
  headers: string[] = [];

  constructor(readonly code: string, message: string) {
    super(message);
  }
}
