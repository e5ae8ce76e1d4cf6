/**
 * Splits the JSON of a batch of rows, `{"columns":[…],"rows":[[…],[…]]}` as `JSON.stringify` writes
 * it, without parsing the rows. Between two rows it says `],[` and a number, which a value may say
 * too: what then looks like more rows than there are is left to whoever parses. Pure.
 */
import type { FileColumn } from "@rollcall/contracts";

export interface SplitRows {
  columns: FileColumn[];
  /** the JSON of so many rows each, as an array */
  chunks: string[];
}

const COLUMNS = '{"columns":';
const ROWS = ',"rows":[';
const END = "]}";
const BETWEEN = "],[";
const ZERO = 48, NINE = 57;

/** What Postgres cannot store, as JSON.stringify escapes it. */
const UNSTORABLE = /\\u(0000|d[89a-f])/;

/**
 * @param rowCount the number of rows, at least 1
 * @param size rows per chunk
 * @returns undefined if they have to be parsed: the text is of another form, has a value that looks
 * like the start of a row, or has characters that cannot be stored
 */
export function splitRows(json: string, rowCount: number, size: number): SplitRows | undefined {
  // Text values escape their quotes: outside of a value this stands only once.
  const before = json.indexOf(ROWS);
  const first = before + ROWS.length, end = json.length - END.length;
  if (!json.startsWith(COLUMNS) || before < 0 || !json.endsWith(END)) return undefined;
  if (UNSTORABLE.test(json)) return undefined;

  const starts = [first];
  let rows = 1;
  for (let at = first; (at = json.indexOf(BETWEEN, at)) >= 0;) {
    at += BETWEEN.length;
    const code = json.charCodeAt(at);
    if (code < ZERO || code > NINE) continue;
    // Every row begins so, and whatever else does makes the number of rows too large.
    if (rows % size === 0) starts.push(at - 1);
    rows++;
  }
  if (rows !== rowCount) return undefined;
  return {
    columns: JSON.parse(json.slice(COLUMNS.length, before)),
    chunks: starts.map((start, i) => `[${json.slice(start, (starts[i + 1] ?? end + 1) - 1)}]`),
  };
}
