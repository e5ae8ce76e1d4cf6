/** A table out of a file's bytes: encodings, dialects, header rows, workbooks. */
export { openTable } from "./open_table.ts";
export type {
  EncodingGuess,
  LeftOutRows,
  Table,
  TableChunk,
  TableInfo,
  TableOptions,
  TableRow,
} from "./table.ts";
export { UnreadableFile } from "./unreadable_file.ts";
export { isUnsure } from "./guess_encoding.ts";
export { encodingOf, seemsText } from "./encoding.ts";
