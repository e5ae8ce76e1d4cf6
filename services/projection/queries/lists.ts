/** The versions of a job's clean list, and what differs between two of them. */
import type { ContactChange, ContactList } from "@rollcall/contracts/api";
import { contactFields } from "@rollcall/contacts";
import { at, keysOf } from "@rollcall/contracts";
import type { Sql } from "@rollcall/event-store";
import { HttpProblem } from "@rollcall/runtime/problem.ts";
import { extraKeys } from "../fold/columns.ts";
import type { ChangeCounts } from "../fold/list_changes.ts";
import { changesSql } from "../lists/changes_sql.ts";
import { type StoredContact, toContact, versionOf } from "./contacts.ts";
import type { StoredJob } from "./jobs.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

/** A row of read_models.contact_lists. */
interface StoredList extends ChangeCounts {
  version: number;
  contact_count: number;
  finalized_at: Date;
  finalized_by: string | null;
}

interface StoredChange {
  key: number;
  before: StoredContact | null;
  after: StoredContact | null;
}

/** Newest first. */
export async function listLists(
  sql: Sql,
  job: StoredJob,
  page: PageQuery,
): Promise<Page<ContactList>> {
  const rows = await sql<StoredList[]>`
    select * from read_models.contact_lists
     where job_id = ${job.id} and version < ${page.after ?? Number.MAX_SAFE_INTEGER}::bigint
     order by version desc
     limit ${page.limit + 1}`;
  return toPage("lists", rows, page.limit, (row) => row.version, (row) => toList(row, job));
}

function toList(row: StoredList, job: StoredJob): ContactList {
  return {
    list_version: row.version,
    contact_count: row.contact_count,
    current: row.version === job.list_version,
    finalized_at: row.finalized_at.toISOString(),
    finalized_by: row.finalized_by,
    added: row.added,
    removed: row.removed,
    changed: row.changed,
  };
}

/** Two versions to compare. */
export interface Span {
  from: number;
  to: number;
}

/**
 * The versions that are asked for: the newest, and the one before, where none are named.
 * @throws HttpProblem 409 where there is no list, or none before it; 404 for an unknown version
 */
export function spanOf(job: StoredJob, asked: Partial<Span>): Span {
  const to = job.newest_list === 0
    ? versionOf(job, undefined)
    : versionOf(job, asked.to ?? job.newest_list);
  if (asked.from !== undefined) return { from: versionOf(job, asked.from), to };
  if (to > 1) return { from: to - 1, to };
  const detail = "There is no version of the clean list before the first to compare it with.";
  throw new HttpProblem(409, detail, { code: "NO_FORMER_LIST" });
}

/** In the order of the rows that the contacts had before, or have since. */
export async function listChanges(
  sql: Sql,
  job: StoredJob,
  { from, to }: Span,
  page: PageQuery,
): Promise<Page<ContactChange>> {
  const changes = changesSql(sql, {
    table: "read_models.final_contacts",
    jobId: job.id,
    from,
    to,
  });
  const rows = await sql<StoredChange[]>`
    select key, before, after from ${changes} change
     where key > ${page.after ?? 0}::bigint order by key limit ${page.limit + 1}`;
  const keys = extraKeys(job.columns);
  return toPage("changes", rows, page.limit, (row) => row.key, (row) => toChange(row, keys));
}

function toChange({ before, after }: StoredChange, keys: string[]): ContactChange {
  return {
    change: before === null ? "added" : after === null ? "removed" : "changed",
    before: before && toContact(before, keys),
    after: after && toContact(after, keys),
    fields: before && after ? fieldsThatDiffer(before, after, keys) : [],
  };
}

/** Fields first, then extras in file order. */
function fieldsThatDiffer(one: StoredContact, other: StoredContact, keys: string[]): string[] {
  const extras = new Set([...keys, ...keysOf(one.extra), ...keysOf(other.extra)]);
  return [
    ...contactFields.filter((field) => one[field] !== other[field]),
    ...[...extras].filter((key) => at(one.extra, key) !== at(other.extra, key)),
  ];
}
