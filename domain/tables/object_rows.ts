/**
 * Objects as a table: the keys of all of them are its columns, in the order in which they come up.
 * Rows count from 2, as under a header.
 */
import { MAX_COLUMNS } from "@rollcall/contacts";
import type { TableRow } from "./table.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import type { WorkBudget } from "./work_budget.ts";

export interface ObjectTable {
  headers: string[];
  rows: TableRow[];
}

/** Puts objects into rows, one after another. */
export class ObjectRows {
  readonly #columns = new Map<string, number>();
  readonly #rows: TableRow[] = [];
  #count = 0;

  constructor(readonly budget: WorkBudget) {}

  /** @throws UnreadableFile where it has more keys, or leaves more out, than any list does */
  add(values: Iterable<readonly [key: string, value: string]>): void {
    const row: string[] = [];
    this.#count++;
    for (const [key, value] of values) {
      let at = this.#columns.get(key);
      if (at === undefined) {
        at = this.#columns.size;
        if (at >= MAX_COLUMNS) throw tooMany();
        this.#columns.set(key, at);
      }
      if (!value) continue;
      if (at > row.length && !this.budget.spend(at - row.length)) throw this.budget.refusal;
      while (row.length < at) row.push("");
      row[at] = value;
    }
    if (row.length) this.#rows.push({ line: this.#count + 1, values: row });
  }

  table(): ObjectTable {
    return { headers: [...this.#columns.keys()], rows: this.#rows };
  }
}

const tooMany = () =>
  new UnreadableFile(
    "TOO_MANY_COLUMNS",
    `The file has more than ${MAX_COLUMNS} different keys; at most ${MAX_COLUMNS} can be read. ` +
      `Remove those that are not needed, and upload it again.`,
  );
