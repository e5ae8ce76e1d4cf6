/** Why rows are not on a list: what was decided about them, and which rows of their addresses stand. */
import type { Row } from "@rollcall/contacts";
import type { JobRecords, SettledIssue } from "../records/job_records.ts";
import { rowsNowFrom } from "../records/rows_now.ts";
import { type Decided, whyLeftOut } from "./left_out.ts";
import type { RowIds } from "./row_ids.ts";

/** Issues, and rows, that are read at a time. */
const PAGE_ISSUES = 500;
const PAGE_ROWS = 250;

/** Says of each row that is not on a list why it is not. Made once for all rows that are asked about. */
export class Reasons {
  private constructor(
    /** by row */
    readonly decided: Map<number, Decided[]>,
    /** about all rows of the file */
    readonly ofFile: Decided[],
    /** the line that stands, by address */
    readonly standing: Map<string, number>,
  ) {}

  /** @param listed the rows of the list: what was decided about them is not kept */
  static async read(records: JobRecords, listed: RowIds): Promise<Reasons> {
    const { decided, ofFile } = await decisionsOn(records, (id) => !listed.has(id));
    return new Reasons(decided, ofFile, await standingLines(records, listed));
  }

  /** The same for a few rows. @param standing the row of their address that is on the list */
  static async about(
    records: JobRecords,
    left: Row[],
    standing: Row | undefined,
  ): Promise<Reasons> {
    const found = new Decisions(records, () => true);
    await found.add(await records.decidedOn(left.map(({ id }) => id)));
    const lines = new Map(standing?.key ? [[standing.key, standing.line]] : []);
    return new Reasons(found.decided, found.ofFile, lines);
  }

  of({ id, email, key }: Row): string {
    const decided = [...this.decided.get(id) ?? [], ...this.ofFile]
      .sort((a, b) => a.number - b.number);
    return whyLeftOut(email, decided, key === null ? undefined : this.standing.get(key));
  }
}

/** The decisions about some rows, by row, and those about the whole file. */
class Decisions {
  readonly decided = new Map<number, Decided[]>();
  readonly ofFile: Decided[] = [];

  constructor(readonly records: JobRecords, readonly isAsked: (rowId: number) => boolean) {}

  async add(issues: SettledIssue[]): Promise<void> {
    const { records, isAsked, decided, ofFile } = this;
    ofFile.push(...await withLines(records, issues.filter((issue) => issue.offered !== null)));
    const about = issues.filter((issue) => issue.row_ids.some(isAsked));
    const found = await withLines(records, about);
    for (const [i, issue] of found.entries()) {
      for (const id of about[i]!.row_ids) {
        if (!isAsked(id)) continue;
        const others = decided.get(id);
        if (others) others.push(issue);
        else decided.set(id, [issue]);
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
export async function withLines(records: JobRecords, issues: SettledIssue[]): Promise<Decided[]> {
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

/** The line of the first row of each address that a row off the list has and one on it, by address. */
async function standingLines(
  records: JobRecords,
  listed: RowIds,
): Promise<Map<string, number>> {
  const left = new Set<string>();
  await eachRow(records, (row) => {
    if (!listed.has(row.id) && row.key !== null) left.add(row.key);
  });
  const lines = new Map<string, number>();
  await eachRow(records, ({ id, key, line }) => {
    if (key !== null && left.has(key) && listed.has(id) && !lines.has(key)) lines.set(key, line);
  });
  return lines;
}

/** All rows as they are now, in file order, a page at a time. */
async function eachRow(records: JobRecords, look: (row: Row) => void): Promise<void> {
  for (let next = 1;;) {
    const rows = await rowsNowFrom(records, next, PAGE_ROWS);
    if (rows.length === 0) return;
    rows.forEach(look);
    next = rows.at(-1)!.id + 1;
  }
}
