/** A download that is made while it is read: a page of contacts is in memory, never the list. */
import type { JobView, WholeList } from "../queries/job_view.ts";
import { contentDisposition, csvContacts, csvHeader } from "./contacts_csv.ts";

const PAGE_CONTACTS = 2_000;

/**
 * The clean list as a file. Where it is undone under way the transfer breaks off, so that half a list
 * does not look like a whole one.
 * @throws HttpProblem 409 while the list is not fixed
 */
export async function csvDownload(view: JobView): Promise<Response> {
  const list = await view.wholeList(PAGE_CONTACTS);
  const body = ReadableStream.from(csvFile(list)).pipeThrough(new TextEncoderStream());
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": contentDisposition(list.originalFilename),
      "cache-control": "no-store",
    },
  });
}

async function* csvFile({ pages, extras }: WholeList): AsyncGenerator<string> {
  yield csvHeader(extras);
  for await (const contacts of pages) yield csvContacts(contacts, extras);
}
