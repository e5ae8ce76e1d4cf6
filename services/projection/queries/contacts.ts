/** The clean list, in the version that stands or in a former one. */
import {
  contactFields,
  contactOf,
  type ContactValues,
  extraKeys,
  inOrder,
  isExtra,
  type Row,
} from "@rollcall/contacts";
import { entriesOf } from "@rollcall/contracts";
import type { ColumnFill, Contact } from "@rollcall/contracts/api";
import { valueKeys } from "../fold/added_columns.ts";
import type { JobRow, ListRow } from "../fold/model.ts";
import { RowIds } from "../lists/row_ids.ts";
import type { JobRecords } from "../records/job_records.ts";
import { rowsNow } from "../records/rows_now.ts";
import { readSearch, type SearchWords } from "../records/search.ts";
import { countValues } from "../records/stored_search.ts";
import type { StoredRecords } from "../records/stored_records.ts";
import type { FoundOrders } from "../records/found_orders.ts";
import { Refused } from "../refusal.ts";
import { prefetched } from "./prefetch.ts";
import { type FoundPage, type PageQuery, readAt, readPage, searchPage, toPage } from "./page.ts";

/**
 * Contacts in row order.
 * @param version by default the one that the page before was of, or the current one
 * @throws Refused "no clean list" if there is none, "unknown list version" if the version does not
 * exist
 */
export async function listContacts(
  records: JobRecords,
  version: number | undefined,
  page: PageQuery,
): Promise<FoundPage<Contact>> {
  const list = await listOf(records, version ?? page.at);
  const ids = RowIds.parse(list.row_ids);
  const keys = extrasOf(records.job);
  const shown = await readPage(
    "contacts",
    { ...page, after: page.after ?? ids.lastOfFirst(page.offset ?? 0) },
    (after, count) => contactsOf(records, list, ids.page(after, count)),
    (contact) => contact.raw_row_id,
    (contact) => toContact(contact, keys),
  );
  return readAt({ ...shown, total: list.contact_count }, list.version);
}

/**
 * The contacts that match a search, in the requested order.
 * @param pastAt the job's records as they were at a position: of a former list's issues
 * @throws Refused as `listContacts`, as `readSearch`, and as `pastAt`
 */
export async function searchedContacts(
  records: StoredRecords,
  version: number | undefined,
  words: SearchWords,
  page: PageQuery,
  pastAt: (position: number) => Promise<JobRecords>,
  orders: FoundOrders,
): Promise<FoundPage<Contact>> {
  const list = await listOf(records, version ?? page.at);
  const search = readSearch(words, records.job, await records.editedKeys(list.position));
  // While a list stands, its issues are those of now.
  const isCurrent = list.version === records.job.list_version;
  const recordsThen = async () => isCurrent ? records : await pastAt(list.position);
  const searched = { ...list, recordsThen };
  const { ids, total } = await orders.find(records, search, searchPage(page), searched);
  const contacts = await contactsOf(records, list, ids);
  const keys = extrasOf(records.job);
  const shown = toPage(
    "contacts",
    contacts,
    page.limit,
    (contact) => contact.raw_row_id,
    (contact) => toContact(contact, keys),
  );
  return readAt({ ...shown, total }, list.version);
}

/**
 * How full and how varied each column of a list is: the fields, then the file's own columns.
 * @throws Refused as `listContacts`
 */
export async function columnFills(
  records: StoredRecords,
  version: number | undefined,
): Promise<ColumnFill[]> {
  const list = await listOf(records, version);
  const edited = await records.editedKeys(list.position);
  const extras = extrasIn(records.job, edited);
  const keys = [...contactFields, ...extras];
  const searched = { ...list, recordsThen: () => Promise.resolve(records) };
  const counts = await countValues(records, keys, searched);
  return keys.map((name, i) => ({
    field: i < contactFields.length ? name : null,
    name,
    contacts: list.contact_count,
    ...counts[i]!,
  }));
}

/** A clean list for reading as a whole. */
export interface WholeList {
  /** whose job it is */
  owner: string;
  /** the name of the file that was uploaded */
  originalFilename: string;
  /** contacts in it */
  count: number;
  /** keys of extras, in file order */
  extras: string[];
  /** each can be gone through once, and is made meanwhile */
  pages: AsyncIterable<Iterable<Contact>>;
}

/** Characters of a page beside which no other one is held. */
const LARGE_PAGE_CHARS = 1 << 20;

/**
 * A whole list in pages, each read on demand, so that no connection waits for a slow reader. A
 * version never changes, even if it is superseded before its last page is read. Reading throws if
 * the job is deleted meanwhile: half a list must not look like a whole one.
 * @throws Refused as `listContacts`
 */
export async function wholeList(
  records: JobRecords,
  version: number | undefined,
  pageRows: number,
): Promise<WholeList> {
  const { job } = records;
  const list = await listOf(records, version);
  const edited = await records.editedKeys(list.position);
  return {
    owner: job.user_id,
    originalFilename: job.original_filename,
    count: list.contact_count,
    extras: extrasIn(job, edited),
    pages: readContacts(records, list, pageRows),
  };
}

async function* readContacts(
  records: JobRecords,
  list: ListRow,
  pageRows: number,
): AsyncGenerator<Iterable<Contact>> {
  const keys = extrasOf(records.job);
  const ids = RowIds.parse(list.row_ids);
  let last = 0;
  const read = async () => {
    const page = ids.page(last, pageRows);
    last = page.at(-1) ?? last;
    return page.length > 0 ? await rowsOf(records, list, page) : undefined;
  };
  for await (const rows of prefetched(read, isLarge)) {
    if (!await records.jobNow()) {
      throw new Error(`job ${list.job_id} was deleted while it was being read`);
    }
    yield rows.values().map((row) => toContact(contactOf(row), keys));
  }
}

/** Whether rows are more than are held twice. */
export function isLarge(rows: readonly Row[]): boolean {
  let chars = 0;
  for (const { values } of rows) for (const [, value] of entriesOf(values)) chars += value.length;
  return chars > LARGE_PAGE_CHARS;
}

/** These rows of a list, as they were when it was made. */
async function rowsOf(records: JobRecords, list: ListRow, ids: number[]): Promise<Row[]> {
  const rows = await rowsNow(records, ids, list);
  return ids.flatMap((id) => rows.get(id) ?? []);
}

async function contactsOf(
  records: JobRecords,
  list: ListRow,
  ids: number[],
): Promise<ContactValues[]> {
  return (await rowsOf(records, list, ids)).map(contactOf);
}

/** The keys of all extras that the job has, or had, in the order in which people see them. */
export const extrasOf = (job: Pick<JobRow, "columns" | "added_columns">): string[] => [
  ...new Set(valueKeys(job).filter(isExtra)),
];

/** Those of a list: of the file's columns, and what the edits that it has have brought. */
function extrasIn(job: JobRow, edited: readonly string[]): string[] {
  const own = new Set(extraKeys(job.columns)), there = new Set(edited);
  return extrasOf(job).filter((key) => own.has(key) || there.has(key));
}

/** The current list, or the requested version. @throws Refused as `versionOf` */
export async function listOf(records: JobRecords, asked: number | undefined): Promise<ListRow> {
  const version = versionOf(records.job, asked);
  const list = await records.list(version);
  if (list) return list;
  throw new Error(`version ${version} of the clean list of job ${records.job.id} is not there`);
}

/**
 * The requested version; by default the current one.
 * @throws Refused "no clean list" if there is none, "unknown list version" if the version does not
 * exist
 */
export function versionOf(job: JobRow, asked: number | undefined): number {
  if (asked === undefined) {
    requireFinalized(job);
    return job.list_version!;
  }
  if (asked <= job.newest_list) return asked;
  throw new Refused({ outcome: "unknown list version", asked, newest: job.newest_list });
}

/** @throws Refused "no clean list" */
function requireFinalized(
  { contact_count, status, open_issues: openIssues, newest_list: newest }: JobRow,
): void {
  if (contact_count !== null) return;
  throw new Refused({ outcome: "no clean list", status, openIssues, newest });
}

/** @param keys keys of the extra columns, in file order */
export function toContact(values: ContactValues, keys: string[]): Contact {
  const { raw_row_id, extra, ...fields } = values;
  return { id: raw_row_id, raw_row_id, ...fields, extra: inOrder(keys, extra) };
}
