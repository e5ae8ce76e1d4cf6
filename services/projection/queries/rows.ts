/** Rows as they were read, in file order. */
import { clustersOf, inOrder, layColumns, type Row, rowNow } from "@rollcall/contacts";
import { formatRowSet } from "@rollcall/contracts";
import type { ColumnValues, RawRow, RowIdsFound } from "@rollcall/contracts/api";
import { valueKeys } from "../fold/added_columns.ts";
import type { JobRow } from "../fold/model.ts";
import { intoOf } from "../lists/merges.ts";
import { Reasons } from "../lists/reasons.ts";
import { RowIds } from "../lists/row_ids.ts";
import { isValid } from "../fold/rows.ts";
import type { JobRecords } from "../records/job_records.ts";
import { differencesAreWarnings, DIFFERS } from "../records/difference_warnings.ts";
import { readColumn, readSearch, type SearchWords } from "../records/search.ts";
import type { StoredRecords } from "../records/stored_records.ts";
import { searchRows } from "../records/stored_search.ts";
import type { FoundOrders } from "../records/found_orders.ts";
import { type FoundPage, type PageQuery, readAt, readPage, searchPage, toPage } from "./page.ts";

/** Rows in file order: they are numbered from 1 on, without a gap. */
export async function listRows(
  records: JobRecords,
  page: PageQuery,
  withReasons = false,
): Promise<FoundPage<RawRow>> {
  const about = await aboutList(records, withReasons);
  const rows = await readPage(
    "rows",
    { ...page, after: page.after ?? page.offset },
    async (after, count) => await shown(records, about, await records.rowsFrom(after + 1, count)),
    ({ row }) => row.id,
    (shown) => toRawRow(shown, records.job),
  );
  return { ...rows, total: records.job.total_rows };
}

/**
 * The rows that match a search in their current state, shown as read and as they are now.
 * @throws Refused as `readSearch`
 */
export async function searchedRows(
  records: StoredRecords,
  words: SearchWords,
  page: PageQuery,
  orders: FoundOrders,
  withReasons = false,
): Promise<FoundPage<RawRow>> {
  const search = readSearch(words, records.job, await records.editedKeys());
  const { ids, total } = await orders.find(records, search, searchPage(page));
  const rows = await records.rows(ids);
  const found = toPage(
    "rows",
    await shown(
      records,
      await aboutList(records, withReasons),
      ids.flatMap((id) => rows.get(id) ?? []),
    ),
    page.limit,
    ({ row }) => row.id,
    (shown) => toRawRow(shown, records.job),
  );
  return readAt({ ...found, total }, records.job.version);
}

/** The rows that match a search in their current state. @throws Refused as `readSearch` */
export async function foundRowIds(
  records: StoredRecords,
  words: SearchWords,
): Promise<RowIdsFound> {
  const { job } = records;
  const search = readSearch(words, job, await records.editedKeys());
  const { ids } = await searchRows(records, search, { after: undefined });
  return { raw_row_ids: formatRowSet(ids), rows: ids.length, version: job.version };
}

/** Values, and clusters of them, that are shown. */
const SHOWN_VALUES = 500, SHOWN_CLUSTERS = 200;

/**
 * The values of a column in the rows that match a search, as they are now.
 * @throws Refused as `readSearch`, and "unknown key" of the column
 */
export async function valuesOfColumn(
  records: StoredRecords,
  column: string,
  words: SearchWords,
): Promise<ColumnValues> {
  const edited = await records.editedKeys();
  const search = readSearch(words, records.job, edited);
  const key = readColumn(column, records.job, edited);
  const { said } = await searchRows(records, search, { after: undefined, listed: key });
  const { most, ...counts } = said!;
  return {
    ...counts,
    values: most.slice(0, SHOWN_VALUES),
    clusters: clustersOf(most).slice(0, SHOWN_CLUSTERS),
    version: records.job.version,
  };
}

/** A row, the row it was merged into, and whether it has a difference warning. */
interface ShownRow {
  row: Row;
  /** with the decisions about it laid over it; null where there is none */
  now: Row | null;
  into: Row | null;
  differs: boolean;
  /** whether somebody excluded it, whatever was asked about it */
  isExcluded: boolean;
  /** why it is not on the list; undefined where nobody asks */
  reason: string | null | undefined;
}

/** What the current list says of rows. */
interface AboutList {
  /** for each merged row, the row it went into */
  merged: ReadonlyMap<number, number>;
  /** where reasons are asked for, and a list stands */
  list: { version: number; listed: RowIds } | null;
  withReasons: boolean;
  excluded: RowIds;
}

async function aboutList(records: JobRecords, withReasons: boolean): Promise<AboutList> {
  const { list_version } = records.job;
  const its = withReasons && list_version !== null ? await records.list(list_version) : undefined;
  return {
    merged: await mergedRows(records),
    list: its ? { version: its.version, listed: RowIds.parse(its.row_ids) } : null,
    withReasons,
    excluded: await records.excludedRows(),
  };
}

async function shown(
  records: JobRecords,
  { merged, list, withReasons, excluded }: AboutList,
  rows: Row[],
): Promise<ShownRow[]> {
  const ids = rows.map(({ id }) => id);
  const targets = await records.rows(ids.flatMap((id) => merged.get(id) ?? []));
  const differing = await differingRows(records, rows);
  const edits = await records.edits({ ids });
  const { chosen_columns: chosen, fold_gmail: foldGmail } = records.job;
  const now = (row: Row) => {
    const its = edits.get(row.id);
    return its ? rowNow(row, { chosen, edits: its, foldGmail }) : null;
  };
  const edited = rows.map(now);
  const rowsNow = rows.map((row, i) => edited[i] ?? row);
  const reasons = list && await Reasons.ofPage(records, list, list.listed, rowsNow);
  return rows.map((row, i) => ({
    row,
    now: edited[i]!,
    reason: withReasons
      ? (reasons && !list!.listed.has(row.id) ? reasons.of(rowsNow[i]!) : null)
      : undefined,
    into: targets.get(merged.get(row.id) ?? 0) ?? null,
    differs: differing.has(row.id),
    isExcluded: excluded.has(row.id),
  }));
}

/** For each merged row, the row it went into, by the current list. */
async function mergedRows(records: JobRecords): Promise<ReadonlyMap<number, number>> {
  const { list_version } = records.job;
  return list_version === null ? new Map() : intoOf(await records.merges(list_version));
}

/** The rows among these that the filter `warning:is:DUPLICATE_DIFFERS` matches. */
async function differingRows(records: JobRecords, rows: Row[]): Promise<ReadonlySet<number>> {
  const { job } = records;
  if (!differencesAreWarnings(job) || !job.issue_counts[DIFFERS]?.total) return new Set();
  return await records.rowsWithIssue(DIFFERS, rows.map(({ id }) => id));
}

/** The row as read, by the columns found or chosen since. */
function toRawRow(
  { row, now, into, differs, isExcluded, reason }: ShownRow,
  job: JobRow,
): RawRow {
  const keys = valueKeys(job);
  return {
    raw_row_id: row.id,
    row_number: row.line,
    data: inOrder(keys, layColumns(row.values, job.chosen_columns)),
    normalized_email: row.email,
    is_valid: isValid(row),
    problems: row.problems,
    warnings: differs ? [DIFFERS, ...row.warnings] : row.warnings,
    normalized_phone: row.phone,
    excluded: isExcluded,
    merged_into: into && { raw_row_id: into.id, row_number: into.line },
    ...(reason !== undefined && { reason }),
    now: now && {
      data: inOrder(keys, now.values),
      normalized_email: now.email,
      normalized_phone: now.phone,
    },
  };
}
