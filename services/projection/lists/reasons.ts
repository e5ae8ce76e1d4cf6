/** Why rows are not on a list: what was decided about them, and which rows of their addresses stand. */
import type { Row } from "@rollcall/contacts";
import { takeSlice } from "@rollcall/platform/fairness/time_slices.ts";
import {
  type IssueRecord,
  type JobRecords,
  PAGE_ROWS,
  type RowPlace,
} from "../records/job_records.ts";
import { rowsNow } from "../records/rows_now.ts";
import type { ListRow } from "../fold/model.ts";
import { type RowDecision, whyExcluded } from "./exclusion_reasons.ts";
import { intoOf } from "./merges.ts";
import { RowIds } from "./row_ids.ts";

/** Issues, and rows, that are read at a time. */
const PAGE_ISSUES = 500;
/** Addresses that one pass over all rows looks for. */
const PAGE_KEYS = 20_000;
/** Rows of issues that are noted in one go: one issue may be about all rows of a file. */
const SLICE_ROWS = 5_000;

/** Says of each row that is not on a list why it is not. Made once for all rows that are asked about. */
export class Reasons {
  private constructor(
    /** by row */
    readonly decided: Map<number, RowDecision[]>,
    /** about all rows of the file */
    readonly ofFile: RowDecision[],
    /** the line that stands, by address */
    readonly standing: Map<string, number>,
    /** by merged row: the line of the row whose contact it went into */
    readonly into: Map<number, number>,
    /** as rows, whatever was asked about them */
    readonly excluded: RowIds,
  ) {}

  /** @param listed the rows of the list: what was decided about them is not kept */
  static async read(
    records: JobRecords,
    list: Pick<ListRow, "version">,
    listed: RowIds,
  ): Promise<Reasons> {
    const { decided, ofFile } = await decisionsOn(records, (id) => !listed.has(id));
    const into = await linesInto(records, intoOf(await records.merges(list.version)));
    const standing = await standingLines(records, listed);
    return new Reasons(decided, ofFile, standing, into, await records.excludedRows());
  }

  /** The same for a page of rows, as they are now, of which those that are listed have no reason. */
  static async ofPage(
    records: JobRecords,
    list: Pick<ListRow, "version">,
    listed: RowIds,
    rows: Row[],
  ): Promise<Reasons> {
    const off = rows.filter(({ id }) => !listed.has(id));
    const ids = new Set(off.map(({ id }) => id));
    const found = new Decisions(records, (id) => ids.has(id));
    if (ids.size > 0) await found.add(await records.decidedOn([...ids]));
    const merges = intoOf(await records.merges(list.version));
    const into = await linesInto(records, new Map([...merges].filter(([id]) => ids.has(id))));
    const left = new Set(off.flatMap(({ key }) => key ?? []));
    const standing = left.size > 0 ? await standingLines(records, listed, left) : new Map();
    return new Reasons(found.decided, found.ofFile, standing, into, await records.excludedRows());
  }

  /**
   * The same for a few rows.
   * @param merged by each row that was merged: the row that it went into
   * @param standing the row of their address that is on the list
   */
  static async about(
    records: JobRecords,
    merged: ReadonlyMap<number, number>,
    left: Row[],
    standing: Row | undefined,
  ): Promise<Reasons> {
    const ids = new Set(left.map(({ id }) => id));
    const found = new Decisions(records, () => true);
    await found.add(await records.decidedOn([...ids]));
    const lines = new Map(standing?.key ? [[standing.key, standing.line]] : []);
    const into = await linesInto(records, new Map([...merged].filter(([id]) => ids.has(id))));
    return new Reasons(found.decided, found.ofFile, lines, into, await records.excludedRows());
  }

  of({ id, email, key }: Row): string {
    const decided = [...this.decided.get(id) ?? [], ...this.ofFile]
      .sort((a, b) => a.number - b.number);
    return whyExcluded(email, decided, {
      into: this.into.get(id),
      standing: key === null ? undefined : this.standing.get(key),
      isExcluded: this.excluded.has(id),
    });
  }
}

/** By merged row: the line of the row whose contact it went into. */
async function linesInto(
  records: JobRecords,
  into: ReadonlyMap<number, number>,
): Promise<Map<number, number>> {
  const targets = [...new Set(into.values())].sort((a, b) => a - b);
  const lines = new Map<number, number>();
  for (let at = 0; at < targets.length; at += PAGE_ROWS) {
    const rows = await records.rows(targets.slice(at, at + PAGE_ROWS));
    for (const { id, line } of rows.values()) lines.set(id, line);
  }
  return new Map([...into].flatMap(([id, target]) => {
    const line = lines.get(target);
    return line === undefined ? [] : [[id, line]];
  }));
}

/** The decisions about some rows, by row, and those about the whole file. */
class Decisions {
  readonly decided = new Map<number, RowDecision[]>();
  readonly ofFile: RowDecision[] = [];

  constructor(readonly records: JobRecords, readonly isAsked: (rowId: number) => boolean) {}

  async add(issues: IssueRecord[]): Promise<void> {
    const { records, isAsked, decided, ofFile } = this;
    ofFile.push(...await withLines(records, issues.filter((issue) => issue.offered !== null)));
    const about = issues.filter((issue) => issue.row_ids.some(isAsked));
    const found = await withLines(records, about);
    let noted = 0;
    for (const [i, issue] of found.entries()) {
      // Most rows have one decision: the list of it is theirs in common.
      const alone = [issue];
      for (const id of about[i]!.row_ids) {
        if (++noted % SLICE_ROWS === 0) await takeSlice(records.job.user_id);
        if (!isAsked(id)) continue;
        const others = decided.get(id);
        decided.set(id, others ? [...others, issue] : alone);
      }
    }
  }
}

async function decisionsOn(
  records: JobRecords,
  isAsked: (rowId: number) => boolean,
): Promise<Decisions> {
  const found = new Decisions(records, isAsked);
  for (let after = 0, more = true; more;) {
    const issues = await records.issues({ status: "RESOLVED" }, after, PAGE_ISSUES);
    await found.add(issues);
    after = issues.at(-1)?.number ?? after;
    more = issues.length === PAGE_ISSUES;
  }
  return found;
}

/** Each decision with the line of the row that it chose. */
export async function withLines(
  records: JobRecords,
  issues: IssueRecord[],
): Promise<RowDecision[]> {
  const decided = issues.flatMap(({ number, type, offered, resolution }) =>
    resolution ? [{ number, type, offered, resolution }] : []
  );
  const chosen = decided.flatMap(({ resolution }) => resolution.chosen_row_id ?? []);
  const rows = await records.rows(chosen);
  return decided.map(({ number, type, offered, resolution: { chosen_row_id, ...made } }) => ({
    number,
    type,
    of_file: offered !== null,
    action: made.action,
    rule: made.rule,
    resolved_by: made.resolved_by,
    resolved_at: made.resolved_at,
    chosen_line: rows.get(chosen_row_id ?? 0)?.line ?? null,
  }));
}

/**
 * The line of the first row of each address that a row off the list has and one on it, by address.
 * @param asked the addresses that are asked about, where those are not all that a row off it has
 */
async function standingLines(
  records: JobRecords,
  listed: RowIds,
  asked?: ReadonlySet<string>,
): Promise<Map<string, number>> {
  // Few rows have another address now: of all others those that they were read with hold.
  const moved = await records.rowsReaddressed();
  const isMoved = RowIds.of(moved);
  const left = new Set(
    asked ?? await records.keysRead(RowIds.outside(records.job.total_rows, listed, isMoved)),
  );
  const nowListed: Row[] = [];
  for (let at = 0; at < moved.length; at += PAGE_ROWS) {
    for (const row of (await rowsNow(records, moved.slice(at, at + PAGE_ROWS))).values()) {
      if (listed.has(row.id)) nowListed.push(row);
      else if (row.key !== null && !asked) left.add(row.key);
    }
  }
  const first = new Map<string, RowPlace>();
  const among = listed.without(isMoved), keys = [...left];
  for (let at = 0; at < keys.length; at += PAGE_KEYS) {
    const some = await records.firstRead(keys.slice(at, at + PAGE_KEYS), among);
    for (const [key, place] of some) first.set(key, place);
  }
  for (const { id, key, line } of nowListed) {
    if (key === null || !left.has(key)) continue;
    const other = first.get(key);
    if (!other || id < other.id) first.set(key, { id, line });
  }
  return new Map(first.entries().map(([key, { line }]) => [key, line]));
}
