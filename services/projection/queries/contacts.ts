/** The clean list, in the version that stands or in a former one. */
import type { Contact } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import { HttpProblem } from "@rollcall/runtime/problem.ts";
import { extraKeys, inOrder, isExtra } from "../fold/columns.ts";
import type { ContactValues } from "../fold/contact.ts";
import { inVersion } from "../lists/changes_sql.ts";
import type { StoredJob } from "./jobs.ts";
import { type Page, type PageQuery, readPage } from "./page.ts";

export type StoredContact = Omit<ContactValues, "email_key">;

/**
 * Contacts in the order of their rows.
 * @param version as `versionOf` gives it
 */
export async function listContacts(
  sql: Sql,
  job: StoredJob,
  version: number,
  page: PageQuery,
): Promise<Page<Contact>> {
  const keys = extraKeys(job.columns);
  return await readPage(
    "contacts",
    page,
    (after, count) => selectContacts(sql, job.id, version, after, count),
    (row) => row.raw_row_id,
    (row) => toContact(row, keys),
  );
}

/**
 * A whole list in pages of `pageSize`, each read when it is wanted, so that no connection waits for
 * a slow reader. A version never changes, though it may stand no more before its last page is read.
 * @throws where the job is deleted under way: half a list must not look like a whole one
 */
export async function* readContacts(
  sql: Sql,
  job: StoredJob,
  version: number,
  pageSize: number,
): AsyncGenerator<Contact[]> {
  const keys = extraKeys(job.columns);
  for (let after = 0, more = true; more;) {
    const rows = await selectContacts(sql, job.id, version, after, pageSize);
    await requireKept(sql, job.id);
    yield rows.map((row) => toContact(row, keys));
    after = rows.at(-1)?.raw_row_id ?? after;
    more = rows.length === pageSize;
  }
}

/** @throws where the job was deleted while something was read page by page */
export async function requireKept(sql: Sql, jobId: string): Promise<void> {
  const found = await sql`select 1 from read_models.jobs where id = ${jobId}`;
  if (found.length === 0) throw new Error(`job ${jobId} was deleted while it was being read`);
}

/** How many contacts a version has. */
export async function countContacts(sql: Sql, jobId: string, version: number): Promise<number> {
  const [list] = await sql<{ contact_count: number }[]>`
    select contact_count from read_models.contact_lists
     where job_id = ${jobId} and version = ${version}`;
  return list?.contact_count ?? 0;
}

/** Keys that a list's extras may have, in file order; an edit may have added one of no column. */
export async function extraColumns(sql: Sql, job: StoredJob, version: number): Promise<string[]> {
  const edited = await sql<{ key: string }[]>`
    select distinct k.key
      from read_models.contact_lists l
      join read_models.row_edits e
        on e.job_id = l.job_id and e.position <= l.position
       and (e.undone_position is null or e.undone_position > l.position)
     cross join lateral jsonb_object_keys(e.values) as k (key)
     where l.job_id = ${job.id} and l.version = ${version}`;
  return withEdited(extraKeys(job.columns), edited.map((row) => row.key));
}

/** The keys of columns, and behind them in one order the extras that only an edit has. */
export function withEdited(keys: string[], edited: Iterable<string>): string[] {
  const others = new Set([...edited].filter(isExtra));
  for (const key of keys) others.delete(key);
  return [...keys, ...[...others].sort()];
}

/**
 * The version of the list that is asked for; the one that stands where none is named.
 * @throws HttpProblem 409 where none stands, 404 where there is no such version
 */
export function versionOf(job: StoredJob, asked: number | undefined): number {
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
export function requireFinalized(job: StoredJob): void {
  if (job.contact_count !== null) return;
  throw new HttpProblem(409, unfinished(job), { code: "NOT_FINALIZED" });
}

function unfinished(job: StoredJob): string {
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

async function selectContacts(
  sql: Sql,
  jobId: string,
  version: number,
  after: number,
  limit: number,
): Promise<StoredContact[]> {
  return await sql<StoredContact[]>`
    select raw_row_id, email, first_name, last_name, phone, company, job_title, extra
      from read_models.final_contacts
     where job_id = ${jobId} and raw_row_id > ${after}::bigint and ${inVersion(sql, version)}
     order by raw_row_id
     limit ${limit}`;
}

/** @param keys those of the extra columns, in file order */
export function toContact(row: StoredContact, keys: string[]): Contact {
  const { raw_row_id, email, first_name, last_name, phone, company, job_title, extra } = row;
  return {
    id: raw_row_id,
    raw_row_id,
    email,
    first_name,
    last_name,
    phone,
    company,
    job_title,
    extra: inOrder(keys, extra),
  };
}
