/** The first rows below a table's header, looked at before the table is read. */
import type { TableChunk, TableRow } from "./table.ts";
import { UnreadableFile } from "./unreadable_file.ts";

/** Rows of a sample, of which a file that has them gives all. */
const SAMPLE_ROWS = 500;

/**
 * Takes a sample, and gives all the chunks again. What is wrong with the file behind its first rows
 * is thrown where it stands.
 */
export async function sampled(
  chunks: AsyncGenerator<TableChunk>,
): Promise<{ sample: TableRow[]; chunks: AsyncGenerator<TableChunk> }> {
  const { begin, rows, fault } = await readAhead(chunks, ({ length }) => length >= SAMPLE_ROWS);
  return { sample: rows.slice(0, SAMPLE_ROWS), chunks: again(begin, chunks, fault) };
}

/** What was read of a table before all of it is. */
interface Beginning {
  begin: TableChunk[];
  /** those of the chunks */
  rows: TableRow[];
  /** what is wrong with the file behind them: kept for its place */
  fault: UnreadableFile | undefined;
}

/** Reads until the rows are enough, or there are no more. */
export async function readAhead(
  chunks: AsyncGenerator<TableChunk>,
  isEnough: (rows: TableRow[]) => boolean,
): Promise<Beginning> {
  const begin: TableChunk[] = [], rows: TableRow[] = [];
  while (!isEnough(rows)) {
    try {
      const { done, value } = await chunks.next();
      if (done) break;
      begin.push(value);
      // One by one: a chunk can have more rows than a call can have arguments.
      for (const row of value.rows) rows.push(row);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      return { begin, rows, fault: error };
    }
  }
  return { begin, rows, fault: undefined };
}

/**
 * The chunks that were taken, then what was thrown behind them, or the rest. No generator of its own:
 * a workbook comes in thousands of chunks, and each would pass through it.
 */
export function again(
  begin: TableChunk[],
  rest: AsyncGenerator<TableChunk>,
  fault: UnreadableFile | undefined,
): AsyncGenerator<TableChunk> {
  const taken = begin[Symbol.iterator]();
  let thrown = fault;
  const chunks: AsyncGenerator<TableChunk> = {
    next() {
      const { done, value } = taken.next();
      if (!done) return Promise.resolve({ done: false, value });
      if (!thrown) return rest.next();
      const error = thrown;
      thrown = undefined;
      return rest.return(undefined).then(() => Promise.reject(error));
    },
    return: (value) => rest.return(value),
    throw: (error) => rest.throw(error),
    [Symbol.asyncIterator]: () => chunks,
    [Symbol.asyncDispose]: async () => {
      await rest.return(undefined);
    },
  };
  return chunks;
}
