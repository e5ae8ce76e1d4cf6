/**
 * Rows kept in memory from the first pass over a file for the second, so that they need not be read
 * and opened again. All files of this process share a bounded space: a file that does not fit in
 * keeps nothing, and its rows are read twice.
 */
import { cellsOf, type FileColumn, type ParsedRow } from "@rollcall/contracts";

export interface Rows {
  firstRowId: number;
  rows: ParsedRow[];
  columns: FileColumn[];
}

/** Characters that all files may keep at once; a file of 50,000 usual rows takes 11 million. */
const SPACE_CHARS = 16_000_000;
/** What a cell takes besides its characters, in characters. */
const CELL_CHARS = 16;

export class Space {
  #left: number;

  /** @param chars the characters that it has room for */
  constructor(chars: number = SPACE_CHARS) {
    this.#left = chars;
  }

  /** Whether there was room for so many, which are taken now. */
  take(chars: number): boolean {
    if (chars > this.#left) return false;
    this.#left -= chars;
    return true;
  }

  give(chars: number): void {
    this.#left += chars;
  }
}

const space = new Space();

export class KeptRows {
  readonly #space: Space;
  #batches: Rows[] | undefined = [];
  #chars = 0;

  constructor(of: Space = space) {
    this.#space = of;
  }

  /** Everything that was added; undefined if it did not fit in. */
  get batches(): readonly Rows[] | undefined {
    return this.#batches;
  }

  add(batch: Rows): void {
    if (!this.#batches) return;
    const chars = charsOf(batch);
    if (!this.#space.take(chars)) return this.release();
    this.#chars += chars;
    this.#batches.push(batch);
  }

  /** Keeps nothing any more. */
  release(): void {
    this.#batches = undefined;
    this.#space.give(this.#chars);
    this.#chars = 0;
  }
}

function charsOf({ rows }: Rows): number {
  let chars = 0;
  for (const row of rows) {
    const cells = cellsOf(row);
    chars += cells.length * CELL_CHARS;
    for (const cell of cells) chars += cell.length;
  }
  return chars;
}
