/** Why a contact is on the clean list, and where its values come from, out of the read models. */
import { valuesOf } from "@rollcall/contracts";
import type { Provenance } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import { HttpProblem } from "@rollcall/runtime/problem.ts";
import type { ContactValues } from "../fold/contact.ts";
import type { RawRow } from "../fold/model.ts";
import { inVersion } from "../lists/changes_sql.ts";
import { type EditedRow, editedRows } from "../lists/edited_rows_sql.ts";
import type { ContactFacts, GroupRow, MadeEdit, SourceRow } from "../provenance/facts.ts";
import { originsOf } from "../provenance/origins.ts";
import { whyItStands } from "../provenance/standing.ts";
import { versionOf } from "./contacts.ts";
import type { StoredJob } from "./jobs.ts";
import { reasonsOf, settledIssues } from "./settled.ts";

/** Rows of one address that an answer lists; a file may have nothing else. */
const LISTED_ROWS = 1_000;

/** @throws HttpProblem 409 while the list is not fixed, 404 for what is no contact on it */
export async function explainContact(
  sql: Sql,
  job: StoredJob,
  contactId: number,
): Promise<Provenance> {
  const version = versionOf(job, undefined);
  const contact = await findContact(sql, job.id, version, contactId);
  const [row] = await sql<RawRow[]>`
    select * from read_models.raw_rows where job_id = ${job.id} and id = ${contactId}`;
  const edits = await editsOn(sql, job.id, contactId);
  const group = await rowsOfAddress(sql, job.id, version, contact);
  const settled = await settledIssues(sql, job.id, [contactId]);
  const facts: ContactFacts = {
    jobId: job.id,
    contact,
    row: row!,
    columns: job.columns,
    chosen: job.chosen_columns,
    edits,
    sources: await sourcesOf(sql, job.id, edits),
    settled: settled.get(contactId) ?? [],
    group: group.length > 0 ? group : [{ id: row!.id, row_number: row!.row_number, on_list: true }],
  };
  const leftOut = group.filter((row) => !row.on_list).slice(0, LISTED_ROWS);
  const reasons = await reasonsOf(sql, job.id, version, leftOut);
  return {
    contact_id: contactId,
    raw_row_id: contactId,
    row_number: row!.row_number,
    ...whyItStands(facts),
    left_out: leftOut.map(({ id, row_number }, i) => ({
      raw_row_id: id,
      row_number,
      reason: reasons[i]!,
    })),
    fields: originsOf(facts),
  };
}

async function findContact(
  sql: Sql,
  jobId: string,
  version: number,
  contactId: number,
): Promise<ContactValues> {
  const [contact] = contactId > MAX_INT ? [] : await sql<ContactValues[]>`
    select * from read_models.final_contacts
     where job_id = ${jobId} and raw_row_id = ${contactId} and ${inVersion(sql, version)}`;
  if (contact) return contact;
  throw new HttpProblem(404, "There is no such contact.", { code: "NOT_FOUND" });
}

/** What Postgres can hold as a row's id. */
const MAX_INT = 2 ** 31 - 1;

async function editsOn(sql: Sql, jobId: string, rowId: number): Promise<MadeEdit[]> {
  return await sql<MadeEdit[]>`
    select e.*, h.actor as made_by, h.at as made_at
      from read_models.row_edits e
      join read_models.job_events h on h.job_id = e.job_id and h.position = e.position
     where e.job_id = ${jobId} and e.row_id = ${rowId} and e.undone_position is null
     order by e.position, e.ordinal`;
}

async function sourcesOf(
  sql: Sql,
  jobId: string,
  edits: MadeEdit[],
): Promise<Map<number, SourceRow>> {
  const ids = new Set(edits.flatMap(({ sources }) => sources ? valuesOf(sources) : []));
  if (ids.size === 0) return new Map();
  const rows = await sql<SourceRow[]>`
    select id, row_number, data from read_models.raw_rows
     where job_id = ${jobId} and id = any(${[...ids]}::int[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** The rows that have the contact's address now, ascending. */
async function rowsOfAddress(
  sql: Sql,
  jobId: string,
  version: number,
  contact: ContactValues,
): Promise<(EditedRow & GroupRow)[]> {
  const key = contact.email_key ?? contact.email;
  if (key === null) return [];
  const candidates = sql`
    select id from read_models.raw_rows
     where job_id = ${jobId} and coalesce(email_key, normalized_email) = ${key}
     union
    select row_id from read_models.row_edits
     where job_id = ${jobId} and coalesce(email_key, normalized_email) = ${key}
       and undone_position is null`;
  return await sql<(EditedRow & GroupRow)[]>`
    select r.*, exists (
             select 1 from read_models.final_contacts c
              where c.job_id = ${jobId} and c.raw_row_id = r.id and ${inVersion(sql, version)}
           ) as on_list
      from ${editedRows(sql, jobId, candidates)} r
     where r.key = ${key} order by r.id`;
}
