/** A table out of a file's bytes: encodings, dialects, header rows, workbooks. */
export {
  openTable,
  type Table,
  type TableChunk,
  type TableInfo,
  type TableOptions,
  type TableRow,
} from "./open_table.ts";
export { UnreadableFile } from "./unreadable.ts";
export { encodingOf, seemsText } from "./encoding.ts";
