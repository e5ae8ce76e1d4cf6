/** The clean list, in the version that stands or in a former one. */
import { contactOf, type ContactValues, extraKeys, inOrder, isExtra } from "@rollcall/contacts";
import type { Contact } from "@rollcall/contracts/api";
import { HttpProblem } from "@rollcall/runtime/problem.ts";
import type { JobRow, ListRow } from "../fold/model.ts";
import { RowIds } from "../lists/row_ids.ts";
import type { JobRecords } from "../records/job_records.ts";
import { rowsNow } from "../records/rows_now.ts";
import { readSearch, type SearchWords } from "../records/search.ts";
import type { StoredRecords } from "../records/stored_records.ts";
import { searchRows } from "../records/stored_search.ts";
import { type FoundPage, type Page, type PageQuery, readPage, searchPage, toPage } from "./page.ts";

/**
 * Contacts in the order of their rows.
 * @param version the one that stands where none is named
 * @throws HttpProblem 409 where none stands, 404 where there is no such version
 */
export async function listContacts(
  records: JobRecords,
  version: number | undefined,
  page: PageQuery,
): Promise<Page<Contact>> {
  const list = await listOf(records, version);
  const ids = RowIds.parse(list.row_ids);
  const keys = extraKeys(records.job.columns);
  return await readPage(
    "contacts",
    page,
    (after, count) => contactsOf(records, list, ids.page(after, count)),
    (contact) => contact.raw_row_id,
    (contact) => toContact(contact, keys),
  );
}

/**
 * The contacts that a search finds, in the order that it asks for.
 * @throws HttpProblem as `listContacts`, and 422 where the search is not understood
 */
export async function searchedContacts(
  records: StoredRecords,
  version: number | undefined,
  words: SearchWords,
  page: PageQuery,
): Promise<FoundPage<Contact>> {
  const list = await listOf(records, version);
  const { columns } = records.job;
  const search = readSearch(words, columns, await records.editedKeys(list.position));
  const { ids, total } = await searchRows(records, search, searchPage(page), list);
  const contacts = await contactsOf(records, list, ids);
  const keys = extraKeys(columns);
  const shown = toPage(
    "contacts",
    contacts,
    page.limit,
    (contact) => contact.raw_row_id,
    (contact) => toContact(contact, keys),
  );
  return { ...shown, total };
}

/** A clean list to be read from its beginning to its end. */
export interface WholeList {
  /** the name of the file that was uploaded */
  originalFilename: string;
  /** contacts in it */
  count: number;
  /** keys that extras may have, in file order */
  extras: string[];
  pages: AsyncIterable<Contact[]>;
}

/**
 * A whole list in pages, each read when it is wanted, so that no connection waits for a slow reader.
 * A version never changes, though it may stand no more before its last page is read.
 * Its pages throw where the job is deleted under way: half a list must not look like a whole one.
 * @throws HttpProblem as `listContacts`
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
    originalFilename: job.original_filename,
    count: list.contact_count,
    extras: withEdited(extraKeys(job.columns), edited),
    pages: readContacts(records, list, pageRows),
  };
}

async function* readContacts(
  records: JobRecords,
  list: ListRow,
  pageRows: number,
): AsyncGenerator<Contact[]> {
  const keys = extraKeys(records.job.columns);
  const ids = RowIds.parse(list.row_ids);
  for (let page = ids.page(0, pageRows); page.length > 0;) {
    const contacts = await contactsOf(records, list, page);
    if (!await records.jobNow()) {
      throw new Error(`job ${list.job_id} was deleted while it was being read`);
    }
    yield contacts.map((contact) => toContact(contact, keys));
    page = ids.page(page.at(-1)!, pageRows);
  }
}

/** These rows of a list, as they were when it was made. */
async function contactsOf(
  records: JobRecords,
  list: ListRow,
  ids: number[],
): Promise<ContactValues[]> {
  const rows = await rowsNow(records, ids, list);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [contactOf(row)] : [];
  });
}

/** The keys of columns, and behind them in one order the extras that only an edit has. */
function withEdited(keys: string[], edited: Iterable<string>): string[] {
  const others = new Set([...edited].filter(isExtra));
  for (const key of keys) others.delete(key);
  return [...keys, ...[...others].sort()];
}

/** The list that stands, or the version that is asked for. @throws HttpProblem as `versionOf` */
export async function listOf(records: JobRecords, asked: number | undefined): Promise<ListRow> {
  const version = versionOf(records.job, asked);
  const list = await records.list(version);
  if (list) return list;
  throw new Error(`version ${version} of the clean list of job ${records.job.id} is not there`);
}

/**
 * The version of the list that is asked for; the one that stands where none is named.
 * @throws HttpProblem 409 where none stands, 404 where there is no such version
 */
export function versionOf(job: JobRow, asked: number | undefined): number {
  if (asked === undefined) {
    requireFinalized(job);
    return job.list_version!;
  }
  if (asked <= job.newest_list) return asked;
  const newest = job.newest_list === 0
    ? "none was fixed so far"
    : `the newest is ${job.newest_list}`;
  throw new HttpProblem(404, `There is no version ${asked} of the clean list: ${newest}.`, {
    code: "NOT_FOUND",
  });
}

/** @throws HttpProblem 409 */
function requireFinalized(job: JobRow): void {
  if (job.contact_count !== null) return;
  throw new HttpProblem(409, unfinished(job), { code: "NOT_FINALIZED" });
}

function unfinished(job: JobRow): string {
  switch (job.status) {
    case "FAILED":
      return "There is no clean list: the file could not be read.";
    case "NEEDS_REVIEW":
      return job.open_issues === 0
        ? "There is no clean list yet: everything is settled, finalise the job first."
        : `There is no clean list yet: issues are open (${job.open_issues}); settle them first.`;
    default:
      return "There is no clean list yet: the file is still being read.";
  }
}

/** @param keys those of the extra columns, in file order */
export function toContact(values: ContactValues, keys: string[]): Contact {
  const { raw_row_id, extra, ...fields } = values;
  return { id: raw_row_id, raw_row_id, ...fields, extra: inOrder(keys, extra) };
}
