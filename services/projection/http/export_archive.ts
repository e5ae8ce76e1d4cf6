/**
 * A copy of everything about a user, as the files of an archive. Each is made while it is sent, a page
 * of rows at a time; a job that is deleted meanwhile is left out, or breaks the archive off.
 */
import type { Job } from "@rollcall/contracts/api";
import type { JobRecords } from "../records/job_records.ts";
import { wholeList } from "../queries/contacts.ts";
import { listHistory } from "../queries/history.ts";
import { listIssues } from "../queries/issues.ts";
import { type ListName, type Page, readCursor } from "../queries/page.ts";
import { rejectedRows } from "../queries/rejected.ts";
import { listRows } from "../queries/rows.ts";
import { csvContacts, csvHeader } from "./contacts_csv.ts";
import { csvLines } from "./csv.ts";
import { slicedText } from "./sliced_text.ts";
import type { ZipEntry } from "./zip.ts";
import type { AccountFile } from "./account_files.ts";

/** Items of a page: read and opened in one go. */
const PAGE = 250;

export interface Mine {
  userId: string;
  /** of the account, from identity */
  account: AccountFile[];
  /** the user's jobs, page by page */
  jobs(): AsyncIterable<Job[]>;
  /** undefined: the job was deleted meanwhile */
  recordsOf(jobId: string): Promise<JobRecords | undefined>;
}

const README = `A copy of everything about you in Rollcall.

account.json       who you are, and which external providers sign you in as whom
retention.json     how long your jobs are kept
sessions.json      where you are signed in
security-log.json  who did what with your account and your jobs
jobs.json          your jobs
jobs/<id>/         for each job: history.json, rows.json (as read, and as decisions changed them),
                   issues.json (with their decisions) and, if there is a clean list, contacts.csv
                   and rejected.csv

Times are UTC.
`;
const ACCOUNT_ELSEWHERE = `
This installation keeps no accounts, another service does: account.json, retention.json, sessions.json
and security-log.json are empty lists.
`;

export async function* filesOf(
  { userId, account, jobs, recordsOf }: Mine,
): AsyncGenerator<ZipEntry> {
  const isElsewhere = account.every(({ items }) => items.length === 0);
  yield { path: "README.txt", text: isElsewhere ? [README, ACCOUNT_ELSEWHERE] : [README] };
  for (const { path, items } of account) {
    yield { path, text: slicedText(userId, jsonTexts(items)) };
  }
  yield { path: "jobs.json", text: slicedText(userId, jsonTexts(jobs())) };
  for await (const page of jobs()) {
    for (const { id } of page) {
      const records = await recordsOf(id);
      if (records) yield* filesOfJob(records);
    }
  }
}

async function* filesOfJob(records: JobRecords): AsyncGenerator<ZipEntry> {
  const { id, user_id: owner, list_version: list } = records.job;
  const file = (name: string, text: AsyncIterable<string>) => ({
    path: `jobs/${id}/${name}`,
    text,
  });
  const paged = <Item>(name: ListName, read: (page: PageOf) => Promise<Page<Item>>) =>
    slicedText(owner, jsonTexts(pagesOf(name, read)));
  yield file("history.json", paged("events", (page) => listHistory(records, {}, page)));
  yield file("rows.json", paged("rows", (page) => listRows(records, page)));
  yield file("issues.json", paged("issues", (page) => listIssues(records, {}, page)));
  if (list === null) return;
  const { pages, extras } = await wholeList(records, list, PAGE);
  const contacts = each(pages, (contact) => csvContacts([contact], extras));
  yield file("contacts.csv", after(csvHeader(extras), slicedText(owner, contacts)));
  const rejected = await rejectedRows(records, PAGE);
  const lines = each(rejected.pages, (line) => csvLines([line]));
  yield file("rejected.csv", after(csvLines([rejected.header]), slicedText(owner, lines)));
}

interface PageOf {
  after: number | undefined;
  limit: number;
}

async function* pagesOf<Item>(
  name: ListName,
  read: (page: PageOf) => Promise<Page<Item>>,
): AsyncGenerator<Item[]> {
  let cursor: string | undefined;
  do {
    const { items, next } = await read({ after: readCursor(name, cursor), limit: PAGE });
    yield items;
    cursor = next;
  } while (cursor !== undefined);
}

/** The texts of one JSON array. */
async function* jsonTexts(
  pages: AsyncIterable<unknown[]> | Iterable<unknown[]>,
): AsyncGenerator<Iterable<string>> {
  let isFirst = true;
  for await (const page of pages) {
    yield Iterator.from(page).map((item) => {
      const text = `${isFirst ? "[" : ","}\n${JSON.stringify(item)}`;
      isFirst = false;
      return text;
    });
  }
  yield [isFirst ? "[]\n" : "\n]\n"];
}

async function* each<T>(
  pages: AsyncIterable<Iterable<T>>,
  make: (one: T) => string,
): AsyncGenerator<Iterable<string>> {
  for await (const page of pages) yield Iterator.from(page).map(make);
}

async function* after(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
