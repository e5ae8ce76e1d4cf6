/** The clean list, once it is fixed. */
import { contactFields } from "@rollcall/contacts";
import type { Contact } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import { HttpProblem } from "@rollcall/runtime/problem.ts";
import { extraKeys, inOrder } from "../fold/columns.ts";
import type { StoredJob } from "./jobs.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

/** A row of read_models.final_contacts, without its job. */
export type StoredContact = Omit<Contact, "id">;

/**
 * Contacts in the order of their rows.
 * @throws HttpProblem 409 while the list is not fixed
 */
export async function listContacts(
  sql: Sql,
  job: StoredJob,
  page: PageQuery,
): Promise<Page<Contact>> {
  requireFinalized(job);
  const rows = await selectContacts(sql, job, page.after ?? 0, page.limit + 1);
  const keys = extraKeys(job.columns);
  return toPage(
    "contacts",
    rows,
    page.limit,
    (row) => row.raw_row_id,
    (row) => toContact(row, keys),
  );
}

/**
 * The whole list in pages of `pageSize`, each read when it is wanted, so that no connection waits
 * for a slow reader.
 * @throws where the list is undone before its last page was read
 */
export async function* readContacts(
  sql: Sql,
  job: StoredJob,
  pageSize: number,
): AsyncGenerator<Contact[]> {
  const keys = extraKeys(job.columns);
  for (let after = 0, more = true; more;) {
    const rows = await selectContacts(sql, job, after, pageSize);
    const [now] = await sql<{ list_version: number | null }[]>`
      select list_version from read_models.jobs where id = ${job.id}`;
    if (now?.list_version !== job.list_version) {
      throw new Error(`the clean list of job ${job.id} was undone while it was being read`);
    }
    yield rows.map((row) => toContact(row, keys));
    after = rows.at(-1)?.raw_row_id ?? after;
    more = rows.length === pageSize;
  }
}

/** Keys that extras may have, in file order; an edit may have added one that no column has. */
export async function extraColumns(sql: Sql, job: StoredJob): Promise<string[]> {
  const edited = await sql<{ key: string }[]>`
    select distinct k.key
      from read_models.row_edits e
     cross join lateral jsonb_object_keys(e.values) as k (key)
     where e.job_id = ${job.id}`;
  return withEdited(extraKeys(job.columns), edited.map((row) => row.key));
}

/** The keys of columns, and behind them in one order those that only an edit has. */
export function withEdited(keys: string[], edited: Iterable<string>): string[] {
  const others = new Set(edited);
  for (const key of [...contactFields, ...keys]) others.delete(key);
  return [...keys, ...[...others].sort()];
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
  job: StoredJob,
  after: number,
  limit: number,
): Promise<StoredContact[]> {
  return await sql<StoredContact[]>`
    select raw_row_id, email, first_name, last_name, phone, company, job_title, extra
      from read_models.final_contacts
     where job_id = ${job.id} and raw_row_id > ${after}
     order by raw_row_id
     limit ${limit}`;
}

/** @param keys those of the extra columns, in file order */
export function toContact(row: StoredContact, keys: string[]): Contact {
  return { id: row.raw_row_id, ...row, extra: inOrder(keys, row.extra) };
}
