/**
 * Downloads that are made while they are read: a page of rows is in memory, never the list. Where
 * what is read goes away under way the transfer breaks off, so that half a file does not look like a
 * whole one.
 */
import { formatNumber } from "@rollcall/contracts";
import { HttpProblem } from "@rollcall/platform/problem.ts";
import { type WholeList, wholeList } from "../queries/contacts.ts";
import type { Rejected } from "../queries/rejected.ts";
import { type JobRecords, PAGE_ROWS } from "../records/job_records.ts";
import { csvContacts, csvHeader, listHeader, listLine } from "./contacts_csv.ts";
import { BYTE_ORDER_MARK, csvLines } from "./csv.ts";
import { contentDisposition } from "./file_names.ts";
import { slicedText } from "./sliced_text.ts";
import { SHEET_ROWS, workbook } from "./workbook.ts";

/** Which list, and for a text file whether to begin it with a mark. */
export interface ListQuery {
  list_version?: number | undefined;
  bom?: "true" | "false";
}

/** The clean list as CSV. @throws Refused as `wholeList` */
export async function csvDownload(records: JobRecords, query: ListQuery): Promise<Response> {
  const list = await wholeList(records, query.list_version, PAGE_ROWS);
  const text = csvFile(list, query);
  return textFile("text/csv", list.originalFilename, ending(query, "csv"), text);
}

/** The clean list as one JSON array. @throws the same */
export async function jsonDownload(records: JobRecords, query: ListQuery): Promise<Response> {
  const list = await wholeList(records, query.list_version, PAGE_ROWS);
  return textFile("application/json", list.originalFilename, ending(query, "json"), jsonFile(list));
}

/** The clean list as a workbook. @throws the same, and HttpProblem 413 for a list longer than a sheet */
export async function workbookDownload(records: JobRecords, query: ListQuery): Promise<Response> {
  const { owner, originalFilename, count, extras, pages } = await wholeList(
    records,
    query.list_version,
    PAGE_ROWS,
  );
  if (count >= SHEET_ROWS) throw tooLong(count);
  const lines = each(pages, (contact) => listLine(contact, extras));
  const bytes = workbook(owner, "Contacts", { header: listHeader(extras), pages: lines });
  return file(XLSX, originalFilename, ending(query, "xlsx"), ReadableStream.from(bytes));
}

/** An archive that is made while it is read. */
export function zipDownload(name: string, bytes: AsyncGenerator<Uint8Array>): Response {
  return file("application/zip", name, "", ReadableStream.from(bytes));
}

/** The rows that are not on the clean list, as CSV. */
export function rejectedDownload(
  { owner, filename, header, pages }: Rejected,
  bom: boolean,
): Response {
  const text = async function* () {
    yield (bom ? BYTE_ORDER_MARK : "") + csvLines([header]);
    yield* slicedText(owner, each(pages, (line) => csvLines([line])));
  };
  return textFile("text/csv", filename, "-rejected.csv", text());
}

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async function* csvFile(
  { owner, pages, extras }: WholeList,
  { bom }: ListQuery,
): AsyncGenerator<string> {
  yield (bom === "true" ? BYTE_ORDER_MARK : "") + csvHeader(extras);
  yield* slicedText(owner, each(pages, (contact) => csvContacts([contact], extras)));
}

async function* jsonFile({ owner, pages }: WholeList): AsyncGenerator<string> {
  let before = "[";
  const texts = each(pages, (contact) => {
    const text = `${before}\n${JSON.stringify(contact)}`;
    before = ",";
    return text;
  });
  yield* slicedText(owner, texts);
  yield before === "[" ? "[]\n" : "\n]\n";
}

/** What becomes of each, page by page, made as it is wanted. */
async function* each<T, U>(
  pages: AsyncIterable<Iterable<T>>,
  make: (one: T) => U,
): AsyncGenerator<Iterable<U>> {
  for await (const page of pages) yield Iterator.from(page).map(make);
}

/** A version that was named is in the file's name. */
const ending = ({ list_version }: ListQuery, extension: string) =>
  list_version === undefined ? `-clean.${extension}` : `-clean-v${list_version}.${extension}`;

function textFile(
  type: string,
  originalFilename: string,
  ending: string,
  text: AsyncGenerator<string>,
): Response {
  const body = ReadableStream.from(text).pipeThrough(new TextEncoderStream());
  return file(`${type}; charset=utf-8`, originalFilename, ending, body);
}

function file(
  type: string,
  originalFilename: string,
  ending: string,
  body: ReadableStream<Uint8Array<ArrayBuffer>> | ReadableStream<Uint8Array>,
): Response {
  return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: {
      "content-type": type,
      "content-disposition": contentDisposition(originalFilename, ending),
      "cache-control": "no-store",
    },
  });
}

function tooLong(count: number): HttpProblem {
  const detail = `A workbook's sheet holds ${formatNumber(SHEET_ROWS - 1)} contacts, ` +
    `and the list has ${formatNumber(count)}: take contacts.csv instead.`;
  return new HttpProblem(413, detail, { code: "TOO_LONG_FOR_A_WORKBOOK" });
}
