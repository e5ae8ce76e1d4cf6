/**
 * What can be asked about one job, whichever moment is looked at: as the read models have it now, or
 * as it was (past/past_job.ts). Both answer in the same shapes and the same order.
 */
import type { Contact, HistoryEntry, Issue, Job, RawRow } from "@rollcall/contracts/api";
import type { Sql } from "@rollcall/event-store";
import { countContacts, extraColumns, listContacts, readContacts, versionOf } from "./contacts.ts";
import { listHistory } from "./history.ts";
import { type IssueFilter, listIssues } from "./issues.ts";
import { type StoredJob, toJob } from "./jobs.ts";
import type { Page, PageQuery } from "./page.ts";
import { listRows } from "./rows.ts";

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

export interface JobView {
  job(): Job;
  issues(filter: IssueFilter, page: PageQuery): Promise<Page<Issue>>;
  rows(page: PageQuery): Promise<Page<RawRow>>;
  history(page: PageQuery): Promise<Page<HistoryEntry>>;
  /**
   * The list that stands, or the version that is named.
   * @throws HttpProblem 409 while the list is not fixed, 404 for an unknown version
   */
  contacts(page: PageQuery, version?: number): Promise<Page<Contact>>;
  /** The same as a whole, with the same refusals. */
  wholeList(pageSize: number, version?: number): Promise<WholeList>;
}

/** The job as it is now. */
export function liveView(sql: Sql, job: StoredJob): JobView {
  return {
    job: () => toJob(job),
    issues: (filter, page) => listIssues(sql, job, filter, page),
    rows: (page) => listRows(sql, job, page),
    history: (page) => listHistory(sql, job, page),
    contacts: async (page, version) => await listContacts(sql, job, versionOf(job, version), page),
    wholeList: async (pageSize, asked) => {
      const version = versionOf(job, asked);
      return {
        originalFilename: job.original_filename,
        count: await countContacts(sql, job.id, version),
        extras: await extraColumns(sql, job, version),
        pages: readContacts(sql, job, version, pageSize),
      };
    },
  };
}
