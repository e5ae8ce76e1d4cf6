/** A download that is made while it is read: a page of contacts is in memory, never the list. */
import type { Sql } from "@rollcall/event-store";
import { extraColumns, readContacts, requireFinalized } from "../queries/contacts.ts";
import type { StoredJob } from "../queries/jobs.ts";
import { contentDisposition, csvContacts, csvHeader } from "./contacts_csv.ts";

const PAGE_CONTACTS = 2_000;

/**
 * The clean list as a file. Where it is undone under way the transfer breaks off, so that half a list
 * does not look like a whole one.
 * @throws HttpProblem 409 while the list is not fixed
 */
export async function csvDownload(sql: Sql, job: StoredJob): Promise<Response> {
  requireFinalized(job);
  const extras = await extraColumns(sql, job);
  const body = ReadableStream.from(csvFile(sql, job, extras)).pipeThrough(new TextEncoderStream());
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": contentDisposition(job.original_filename),
      "cache-control": "no-store",
    },
  });
}

async function* csvFile(sql: Sql, job: StoredJob, extras: string[]): AsyncGenerator<string> {
  yield csvHeader(extras);
  for await (const contacts of readContacts(sql, job, PAGE_CONTACTS)) {
    yield csvContacts(contacts, extras);
  }
}
