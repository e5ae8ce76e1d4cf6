/** A job's records as they were, from tables in memory that change no more. */
import type { Row } from "@rollcall/contacts";
import { hasKey, keysOf } from "@rollcall/contracts";
import {
  type ChunkRow,
  type EditRow,
  FILLS,
  type HistoryRow,
  type IssueRow,
  type JobRow,
  type ListRow,
  type MergesRow,
} from "../fold/model.ts";
import { lineOf, statusOf, UNASKED } from "../fold/issue_states.ts";
import { rowsOfChunk } from "../fold/rows.ts";
import { excludedIn } from "../lists/excluded_rows.ts";
import { RowIds } from "../lists/row_ids.ts";
import type {
  HistoryChoice,
  IssueChoice,
  IssueRecord,
  JobRecords,
  RowChoice,
  RowPlace,
} from "../records/job_records.ts";
import { issueRecord } from "../records/resolutions.ts";
import type { JobTables } from "./job_tables.ts";

export class PastRecords implements JobRecords {
  readonly job: JobRow;
  readonly #tables: JobTables;
  readonly #issues: IssueRow[];
  readonly #history: HistoryRow[];
  readonly #listed: HistoryRow[];

  /**
   * @param tables those of a job that was created, folded to the end; they are kept
   * @param isErased whether the job was erased by now
   */
  constructor(tables: JobTables, readonly isErased: () => Promise<boolean>) {
    this.job = tables.job!;
    this.#tables = tables;
    this.#issues = [...tables.issues.values()].sort((a, b) => a.number - b.number);
    this.#history = [...tables.history.values()].sort((a, b) => a.position - b.position);
    this.#listed = this.#history.filter(({ is_further }) => !is_further);
  }

  async jobNow(): Promise<JobRow | undefined> {
    return await this.isErased() ? undefined : this.job;
  }

  rowsFrom(id: number, limit: number): Promise<Row[]> {
    const rows: Row[] = [];
    const { chunks } = this.#tables;
    for (let i = firstThat(chunks, (chunk) => endOf(chunk) > id); i < chunks.length; i++) {
      for (const row of rowsOfChunk(chunks[i]!, this.job)) {
        if (rows.length === limit) return answer(rows);
        if (row.id >= id) rows.push(row);
      }
    }
    return answer(rows);
  }

  rows(ids: readonly number[]): Promise<Map<number, Row>> {
    const found = new Map<number, Row>();
    const { chunks } = this.#tables;
    for (const id of ids) {
      const chunk = chunks[firstThat(chunks, (chunk) => endOf(chunk) > id)];
      const cells = chunk?.rows[id - chunk.first_row_id];
      if (!cells) continue;
      for (const row of rowsOfChunk({ first_row_id: id, rows: [cells] }, this.job)) {
        found.set(id, row);
      }
    }
    return answer(found);
  }

  rowsWithKey(keys: readonly string[]): Promise<number[]> {
    return answer(this.#rowsWith((row) => row.key, keys));
  }

  keysRead(among: RowIds): Promise<Set<string>> {
    return answer(new Set(this.#rowsIn(among).flatMap(({ key }) => key ?? [])));
  }

  firstRead(keys: readonly string[], among: RowIds): Promise<Map<string, RowPlace>> {
    const first = new Map<string, RowPlace>(), wanted = new Set(keys);
    for (const { id, line, key } of this.#rowsIn(among)) {
      if (key !== null && wanted.has(key) && !first.has(key)) first.set(key, { id, line });
    }
    return answer(first);
  }

  rowsWithEmail(emails: readonly string[]): Promise<number[]> {
    return answer(this.#rowsWith((row) => row.email, emails));
  }

  edits(of: RowChoice, position?: number): Promise<Map<number, EditRow[]>> {
    const held = new Map<number, EditRow[]>();
    for (const id of this.#chosen(of)) {
      const edits = this.#tables.editsOf(id).filter((edit) => holds(edit, position));
      if (edits.length > 0) held.set(id, edits);
    }
    return answer(held);
  }

  editsMadeFor(numbers: readonly number[]): Promise<Map<number, EditRow[]>> {
    const made = numbers.map((number): [number, EditRow[]] => {
      const edits = this.#tables.editsMadeFor(number).filter((edit) => holds(edit));
      return [number, edits.sort((a, b) => a.position - b.position || a.ordinal - b.ordinal)];
    });
    return answer(new Map(made.filter(([, edits]) => edits.length > 0)));
  }

  rowsReaddressed(position?: number): Promise<number[]> {
    const changes = (edit: EditRow) => holds(edit, position) && hasKey(edit.values, "email");
    const ids = [...this.#tables.editedRows].filter((id) => this.#tables.editsOf(id).some(changes));
    return answer(ids.sort((a, b) => a - b));
  }

  rowsEditedBetween(position: number, other: number): Promise<number[]> {
    const differs = (edit: EditRow) => holds(edit, position) !== holds(edit, other);
    const ids = [...this.#tables.editedRows].filter((id) => this.#tables.editsOf(id).some(differs));
    return answer(ids.sort((a, b) => a - b));
  }

  editedKeys(position?: number): Promise<string[]> {
    const keys = new Set<string>();
    for (const id of this.#tables.editedRows) {
      for (const edit of this.#tables.editsOf(id)) {
        if (holds(edit, position)) { for (const key of keysOf(edit.values)) keys.add(key); }
      }
    }
    return answer([...keys].sort());
  }

  issues({ status, type }: IssueChoice, after: number, limit: number): Promise<IssueRecord[]> {
    const found: IssueRecord[] = [];
    const issues = this.#issues;
    for (let i = firstThat(issues, (issue) => issue.number > after); i < issues.length; i++) {
      if (found.length === limit) break;
      const issue = issues[i]!;
      const now = statusOf(this.#stateOf(issue.number));
      if (status ? now !== status : now === "WITHDRAWN") continue;
      if (!type || issue.type === type) found.push(this.#recordOf(issue));
    }
    return answer(found);
  }

  issuesOf(numbers: readonly number[]): Promise<Map<number, IssueRecord>> {
    const issues = numbers.flatMap((number) => this.#tables.issues.get(number) ?? []);
    return answer(new Map(issues.map((issue) => [issue.number, this.#recordOf(issue)])));
  }

  decidedOn(rowIds: readonly number[]): Promise<IssueRecord[]> {
    const asked = new Set(rowIds);
    return answer(this.#issues.flatMap((issue) => {
      const row_ids = issue.row_ids.filter((id) => asked.has(id));
      if (issue.offered === null && row_ids.length === 0) return [];
      const record = this.#recordOf(issue);
      return record.status === "RESOLVED" ? [{ ...record, row_ids }] : [];
    }));
  }

  rowsAsked({ status, type }: { status?: "OPEN"; type?: string }): Promise<RowIds> {
    const asked = this.#issues.filter((issue) => {
      const now = statusOf(this.#stateOf(issue.number));
      return (status ? now === status : now !== "WITHDRAWN") && (!type || issue.type === type);
    });
    return answer(RowIds.of(asked.flatMap((issue) => issue.row_ids)));
  }

  rowsWithIssue(type: IssueRow["type"], rowIds: readonly number[]): Promise<Set<number>> {
    const shown = this.#issues.filter((issue) =>
      issue.type === type && statusOf(this.#stateOf(issue.number)) !== "WITHDRAWN"
    );
    const asked = new Set(rowIds);
    return answer(asked.intersection(new Set(shown.flatMap((issue) => issue.row_ids))));
  }

  history(choice: HistoryChoice, limit: number): Promise<HistoryRow[]> {
    const { after, newestFirst, types, byRule, actor } = choice;
    const isChosen = (entry: HistoryRow) =>
      (types?.includes(entry.type) ?? true) &&
      (byRule === undefined || byRule === (entry.batch_id !== null)) &&
      (actor === undefined || actor === entry.actor);
    const isBehind = ({ position }: HistoryRow) =>
      after === undefined || (newestFirst ? position < after : position > after);
    const all = newestFirst ? this.#listed.toReversed() : this.#listed;
    const chosen = all.filter((entry) => isBehind(entry) && isChosen(entry));
    return answer(chosen.slice(0, limit));
  }

  async newestOf(types: readonly string[], limit: number): Promise<HistoryRow[]> {
    return (await this.history({ newestFirst: true, types }, limit)).reverse();
  }

  commandEnds(commands: readonly string[]): Promise<Map<string, number>> {
    const wanted = new Set(commands);
    const ends = this.#history.filter(({ command }) => wanted.has(command));
    return answer(new Map(ends.map(({ command, position }) => [command, position])));
  }

  entries(positions: readonly number[]): Promise<Map<number, HistoryRow>> {
    const entries = positions.flatMap((position) => this.#tables.history.get(position) ?? []);
    return answer(new Map(entries.map((entry) => [entry.position, entry])));
  }

  listsBefore(version: number, limit: number): Promise<ListRow[]> {
    const lists = [...this.#tables.lists.values()].filter((list) => list.version < version);
    return answer(lists.sort((a, b) => b.version - a.version).slice(0, limit));
  }

  list(version: number): Promise<ListRow | undefined> {
    return answer(this.#tables.lists.get(version));
  }

  merges(version: number): Promise<MergesRow[]> {
    const merges = this.#tables.merges.filter((merged) => merged.version === version);
    return answer(merges);
  }

  excludedRows(): Promise<RowIds> {
    return answer(excludedIn(this.#tables.exclusions));
  }

  #rowsIn(ids: RowIds): Row[] {
    const rows = this.#tables.chunks.flatMap((chunk) => rowsOfChunk(chunk, this.job));
    return rows.filter(({ id }) => ids.has(id));
  }

  #rowsWith(textOf: (row: Row) => string | null, wanted: readonly string[]): number[] {
    const texts = new Set<string | null>(wanted);
    const rows = this.#tables.chunks.flatMap((chunk) => rowsOfChunk(chunk, this.job));
    return rows.filter((row) => texts.has(textOf(row))).map((row) => row.id);
  }

  #chosen(of: RowChoice): Iterable<number> {
    if (of !== "all" && "ids" in of) return of.ids;
    const ids = [...this.#tables.editedRows];
    return of === "all" ? ids : ids.filter((id) => id >= of.from && id <= of.to);
  }

  #recordOf(issue: IssueRow): IssueRecord {
    const { resolutions: single, bulkResolutions: bulk } = this.#tables;
    return issueRecord(issue, this.#stateOf(issue.number), { single, bulk });
  }

  #stateOf(number: number): number {
    const first = lineOf(number);
    return this.#tables.states.get(first)?.states[number - first] ?? UNASKED;
  }
}

/** Whether an edit that somebody made holds now, or any, what was filled in too, at a position. */
function holds({ number, position, undone_position }: EditRow, at?: number): boolean {
  if (at === undefined) return undone_position === null && number !== FILLS;
  return position <= at && (undone_position === null || undone_position > at);
}

const endOf = ({ first_row_id, rows }: ChunkRow) => first_row_id + rows.length;

/** Where the first of `items` stands that fits; all behind it fit too. */
function firstThat<Item>(items: readonly Item[], fits: (item: Item) => boolean): number {
  let from = 0;
  for (let end = items.length; from < end;) {
    const middle = (from + end) >> 1;
    if (fits(items[middle]!)) end = middle;
    else from = middle + 1;
  }
  return from;
}

const answer = <Answer>(of: Answer): Promise<Answer> => Promise.resolve(of);
