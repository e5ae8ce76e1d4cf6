/**
 * Caches the values that rules and lists need, while a job's rows are read: those of rows that
 * share their address, and of rows that may get a suggested address, so that neither reads the rows
 * again. Bounded: other values are looked up on demand. Pure.
 */
import { emailKey } from "@rollcall/contacts";
import { cellsOf, emailOf, hasSuggestions, type ParsedRow, problemsOf } from "@rollcall/contracts";

/** A row's values, in the order of the job's columns. */
export type Cells = readonly string[];

/** By row id. */
export class KeptValues {
  readonly #cells = new Map<number, Cells>();
  #bytes = 0;

  /** An upper bound of their size in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  get(rowId: number): Cells | undefined {
    return this.#cells.get(rowId);
  }

  /** Caches a row's values unless that would exceed `maxBytes` in all. */
  set(rowId: number, cells: Cells, maxBytes: number): void {
    const bytes = bytesOf(cells);
    if (this.#cells.has(rowId) || this.#bytes + bytes > maxBytes) return;
    this.#cells.set(rowId, cells);
    this.#bytes += bytes;
  }

  /** Removes and returns a row's values. */
  take(rowId: number): Cells | undefined {
    const cells = this.#cells.get(rowId);
    if (this.#cells.delete(rowId)) this.#bytes -= bytesOf(cells!);
    return cells;
  }
}

export interface GatherLimits {
  /** cached values */
  keptBytes: number;
  /** values of rows whose address may still be repeated, until all are read */
  heldBytes: number;
}

/**
 * Decides what to cache while rows are read: an address's first row is needed only once it repeats.
 */
export class Gathering {
  readonly kept = new KeptValues();
  readonly #limits: GatherLimits;
  readonly #foldGmail: boolean;
  /** the first row of each address */
  readonly #firsts = new Map<string, number>();
  readonly #held = new KeptValues();

  constructor(foldGmail: boolean, limits: GatherLimits) {
    this.#foldGmail = foldGmail;
    this.#limits = limits;
  }

  add(rowId: number, row: ParsedRow): void {
    const { keptBytes, heldBytes } = this.#limits;
    const email = emailOf(row), cells = cellsOf(row);
    if (problemsOf(row).some(hasSuggestions)) this.kept.set(rowId, cells, keptBytes);
    if (email === null) return;
    const key = emailKey(email, this.#foldGmail);
    const first = this.#firsts.get(key);
    if (first === undefined) {
      this.#firsts.set(key, rowId);
      this.#held.set(rowId, cells, heldBytes);
      return;
    }
    const before = this.#held.take(first);
    if (before) this.kept.set(first, before, keptBytes);
    this.kept.set(rowId, cells, keptBytes);
  }
}

/** Overhead of a string, its slot in the row, and the row itself. */
const STRING_BYTES = 32;
const ROW_BYTES = 128;

/** An upper bound: most texts take one byte per character. */
function bytesOf(cells: Cells): number {
  return cells.reduce((sum, cell) => sum + STRING_BYTES + 2 * cell.length, ROW_BYTES);
}
