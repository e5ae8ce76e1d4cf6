/**
 * Edited rows as their chunks would hold them: they go along with a search, made by the same function
 * as everywhere, so that what an edit means is not said in SQL again. They are made once for all
 * searches until something is edited or undone.
 */
import type { Row } from "@rollcall/contacts";
import { valueAt } from "@rollcall/contracts";
import { LRUCache } from "lru-cache";
import { createHash } from "node:crypto";
import { type JobRecords, PAGE_ROWS } from "./job_records.ts";
import { type AsIn, rowsNow } from "./rows_now.ts";

/** Characters that are kept in all: those of a list of 50,000 rows with 20 columns that are all edited. */
const KEPT_CHARS = 32_000_000;

/** In what form edited rows are wanted, and as of when. */
export interface EditedForm {
  /** of the values, in the order in which they are wanted */
  keys: readonly string[];
  /** another text after each edit and each undo, read after `ids` */
  mark: string;
  /** as it has them; now where there is none */
  list?: AsIn | undefined;
}

export class EditedCells {
  readonly #kept = new LRUCache<string, { jobId: string; cells: string }>({
    maxSize: KEPT_CHARS,
    sizeCalculation: ({ cells }) => cells.length + 200,
  });
  /** under way, for others to wait for */
  readonly #running = new Map<string, Promise<string>>();

  /**
   * @param ids edited rows
   * @returns a JSON array of ids and cells
   */
  async of(
    records: JobRecords,
    ids: readonly number[],
    { keys, mark, list }: EditedForm,
  ): Promise<string> {
    if (ids.length === 0) return "[]";
    const { job } = records;
    const chosen = list?.chosen_columns ?? job.chosen_columns;
    const rows = createHash("sha256").update(Int32Array.from(ids)).digest("base64url");
    const key = JSON.stringify([job.id, list?.position ?? null, mark, rows, keys, chosen]);
    const kept = this.#kept.get(key);
    if (kept) return kept.cells;
    const running = this.#running.get(key);
    if (running) return await running;
    const making = make(records, ids, keys, list);
    this.#running.set(key, making);
    try {
      const cells = await making;
      this.#kept.set(key, { jobId: job.id, cells });
      return cells;
    } finally {
      this.#running.delete(key);
    }
  }

  /** Texts that are kept. */
  get kept(): number {
    return this.#kept.size;
  }

  /** Called again for a minute after an erasure, which what was under way then does not outlive. */
  forget(jobIds: readonly string[]): void {
    for (const [key, { jobId }] of this.#kept.entries()) {
      if (jobIds.includes(jobId)) this.#kept.delete(key);
    }
  }
}

async function make(
  records: JobRecords,
  ids: readonly number[],
  keys: readonly string[],
  list: AsIn | undefined,
): Promise<string> {
  const pieces: string[] = [];
  for (let at = 0; at < ids.length; at += PAGE_ROWS) {
    const rows = await rowsNow(records, ids.slice(at, at + PAGE_ROWS), list);
    for (const row of rows.values()) {
      pieces.push(JSON.stringify({ id: row.id, cells: cellsOf(row, keys) }));
    }
  }
  return `[${pieces.join(",")}]`;
}

/** As a chunk holds a row. */
export function cellsOf(row: Row, keys: readonly string[]): unknown[] {
  const notes = { warnings: row.warnings, ...(row.phone !== null && { phone: row.phone }) };
  return [row.line, row.email, row.problems, keys.map((key) => valueAt(row.values, key)), notes];
}
