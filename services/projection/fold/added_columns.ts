/**
 * The columns that edits have added to a job: keys of values that no column of its file has. One is
 * there as long as a change that gave it values holds. Pure.
 */
import { columnKeys } from "@rollcall/contacts";
import { formatRowSet, keysOf, rowIdsOf, type RowValues } from "@rollcall/contracts";
import type { AddedColumn, JobRow } from "./model.ts";

/** Changes are told apart up to so many characters of their set. */
const CHANGES_CHARS = 2_000;

/** Notes the columns that edits add. @param change the number of a change; null: of a decision */
export function noteAdded(
  job: Pick<JobRow, "columns" | "added_columns">,
  edits: readonly { values: RowValues }[],
  change: number | null,
): void {
  const own = new Set(columnKeys(job.columns));
  const given = new Set<string>();
  for (const { values } of edits) {
    for (const key of keysOf(values)) if (!own.has(key)) given.add(key);
  }
  if (given.size === 0) return;
  const known = job.added_columns.map((column) =>
    given.delete(column.name) ? givenBy(column, change) : column
  );
  const added = [...given].map((name) => givenBy({ name, changes: "", stays: false }, change));
  job.added_columns = [...known, ...added];
}

/** Notes that a change of rows was undone. */
export function noteUndone(job: Pick<JobRow, "added_columns">, change: number): void {
  job.added_columns = job.added_columns.map((column) => {
    const left = [...rowIdsOf(column.changes)].filter((number) => number !== change);
    return { ...column, changes: formatRowSet(left) };
  });
}

/** The names of those that are there, in the order in which they came. */
export const addedNames = ({ added_columns }: Pick<JobRow, "added_columns">): string[] =>
  added_columns.flatMap(({ name, changes, stays }) => stays || changes !== "" ? [name] : []);

/** The keys of a job's values, in the order in which people see them: its file's, then added ones. */
export function valueKeys(job: Pick<JobRow, "columns" | "added_columns">): string[] {
  return [...columnKeys(job.columns), ...job.added_columns.map(({ name }) => name)];
}

function givenBy(column: AddedColumn, change: number | null): AddedColumn {
  if (change === null) return { ...column, stays: true };
  const changes = formatRowSet(
    [...new Set([...rowIdsOf(column.changes), change])].sort((a, b) => a - b),
  );
  return changes.length > CHANGES_CHARS ? { ...column, stays: true } : { ...column, changes };
}
