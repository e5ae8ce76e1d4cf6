/** A list that is there as a whole, such as the first rows of a file. */
import type { GridRows } from "#lib/grid/grid-rows.ts";

export class HeldRows<Row> implements GridRows<Row> {
  version = $state(0);
  scrollTop = 0;
  place = { row: 0, column: 0 };
  readonly loaded = true;
  #rows = $state.raw<readonly Row[]>([]);
  total = $derived(this.#rows.length);

  set(rows: readonly Row[]): void {
    this.#rows = rows;
    this.version++;
  }

  at(index: number): Row | undefined {
    return this.#rows[index];
  }

  want(): void {
    // All of them are here.
  }

  rows(start: number, end: number): Promise<Row[]> {
    return Promise.resolve(this.#rows.slice(start, end));
  }
}
