/**
 * What somebody does to rows in the grid: edit a cell, exclude rows, bring them back, change many.
 * The last change can be undone where it is told.
 */
import type { ChangeAnswer, Job, Operation, RawRow } from "@rollcall/contracts/api";
import { byKey, laidOver } from "@rollcall/contracts/by-key";
import { formatRowSet } from "@rollcall/contracts/row-set";
import {
  bringBackRows,
  changeRows,
  editRow,
  excludeRows,
  previewEdit,
  undoBatch,
} from "#lib/api/calls.ts";
import type { Answer } from "#lib/api/http.ts";
import type { CellEdit, CellNote } from "#lib/grid/cell-editing.ts";
import { m } from "#lib/paraglide/messages.js";
import { fieldOfColumn } from "#lib/rows/row-columns.ts";
import { notices } from "#lib/ui/notices.svelte.ts";

/** What was done last, in a sentence, and how it is taken back. */
export type LastChange = { text: string; batchId: string | null };

export class RowActions {
  busy = $state(false);
  #last = $state.raw<(LastChange & { jumps: number }) | null>(null);
  readonly #jobId: string;
  readonly #onchanged: (version: number) => void;
  readonly #jumps: () => number;

  /**
   * @param onchanged called with the version at which rows changed
   * @param jumps how often steps were undone or redone: the last change may be one of them
   */
  constructor(
    job: Pick<Job, "id">,
    onchanged: (version: number) => void,
    jumps: () => number,
  ) {
    this.#jobId = job.id;
    this.#onchanged = onchanged;
    this.#jumps = jumps;
  }

  /** The last change, until a step is undone or redone elsewhere. */
  get told(): LastChange | null {
    return this.#last?.jumps === this.#jumps() ? this.#last : null;
  }

  /** What is to be said of a value while it is typed; where nobody can be asked, nothing. */
  async check(edit: CellEdit<RawRow>, signal: AbortSignal): Promise<CellNote | null> {
    const answer = await previewEdit(this.#jobId, toChange(edit), signal);
    if (!answer.ok) {
      const { status, detail } = answer.problem;
      return status === 422 || status === 409 ? { refused: true, text: detail } : null;
    }
    const { opens } = answer.value;
    if (opens === 0) return null;
    return { refused: false, text: m.rows_would_open({ n: opens }) };
  }

  /** Returns why a value is refused, or null if it was saved. */
  async save(edit: CellEdit<RawRow>): Promise<string | null> {
    const answer = await editRow(this.#jobId, toChange(edit));
    if (!answer.ok) return answer.problem.detail;
    this.#done(m.rows_row_changed({ row: edit.row.row_number }), answer.value);
    return null;
  }

  async exclude(rowIds: readonly number[]): Promise<void> {
    await this.#change(() => excludeRows(this.#jobId, rowSet(rowIds)), m.rows_done_excluded);
  }

  async bringBack(rowIds: readonly number[]): Promise<void> {
    await this.#change(() => bringBackRows(this.#jobId, rowSet(rowIds)), m.rows_done_brought_back);
  }

  /** Changes many rows. @returns why that is refused, or null */
  async operate(rowIds: string, operation: Operation): Promise<string | null> {
    const answer = await changeRows(this.#jobId, { raw_row_ids: rowIds, operation });
    if (!answer.ok) return answer.problem.detail;
    const { rows, refused } = answer.value;
    const stayed = refused === 0 ? "" : ` ${m.rows_stayed({ n: refused })}`;
    this.#done(m.rows_changed({ n: rows }) + stayed, answer.value);
    return null;
  }

  async undo(): Promise<void> {
    const batchId = this.told?.batchId;
    if (!batchId) return;
    this.busy = true;
    const answer = await undoBatch(this.#jobId, batchId);
    this.busy = false;
    if (!answer.ok) return notices.fail(answer.problem.detail);
    this.#tell({ text: m.rows_undone(), batchId: null });
    notices.announce(m.rows_undone());
    this.#onchanged(answer.value.version);
  }

  async #change(
    change: () => Promise<Answer<ChangeAnswer>>,
    said: (rows: { n: number }) => string,
  ): Promise<void> {
    this.busy = true;
    const answer = await change();
    this.busy = false;
    if (!answer.ok) return notices.fail(answer.problem.detail);
    const { rows, reopened } = answer.value;
    const open = reopened === 0 ? "" : ` ${m.rows_open_again({ n: reopened })}`;
    const done = rows === 0 ? m.rows_nothing_different() : said({ n: rows });
    this.#done(done + open, answer.value);
  }

  #done(text: string, { batch_id, version }: ChangeAnswer): void {
    this.#tell({ text, batchId: batch_id });
    notices.announce(text);
    this.#onchanged(version);
  }

  #tell(last: LastChange): void {
    this.#last = { ...last, jumps: this.#jumps() };
  }
}

/** The row as it is once a value is saved, until its newer version has come. */
export function edited(row: RawRow, key: string, value: string): RawRow {
  const { data, normalized_email, normalized_phone } = row.now ?? row;
  const now = { data: laidOver(data, byKey([[fieldOfColumn(key), value]])), normalized_email };
  return { ...row, now: { ...now, normalized_phone } };
}

function toChange({ row, key, was, value }: CellEdit<RawRow>) {
  const field = fieldOfColumn(key);
  const data = byKey([[field, value]]), seen = byKey([[field, was]]);
  return { raw_row_id: row.raw_row_id, data, seen };
}

const rowSet = (rowIds: readonly number[]) => formatRowSet(rowIds.toSorted((a, b) => a - b));
