/** A job as it was: the live queries' answers, from tables in memory that change no more. */
import { keysOf, rowIdsOf, type RowValues } from "@rollcall/contracts";
import type { Candidate, Contact, HistoryEntry, Issue, Job, RawRow } from "@rollcall/contracts/api";
import { extraKeys } from "../fold/columns.ts";
import { contactOf, edited, holding } from "../fold/contact.ts";
import type { HistoryRow, IssueRow, NewList, RawRow as StoredRow } from "../fold/model.ts";
import { type StoredContact, toContact, versionOf, withEdited } from "../queries/contacts.ts";
import { toEntry } from "../queries/history.ts";
import {
  type IssueFilter,
  LISTED_CANDIDATES,
  type StoredIssue,
  toIssue,
} from "../queries/issues.ts";
import type { JobView, WholeList } from "../queries/job_view.ts";
import { type StoredJob, toJob } from "../queries/jobs.ts";
import { type Page, type PageQuery, toPage } from "../queries/page.ts";
import { toRawRow } from "../queries/rows.ts";
import { asStored } from "./as_stored.ts";
import type { JobTables } from "./job_tables.ts";

export class PastJob implements JobView {
  readonly #tables: JobTables;
  readonly #job: StoredJob;
  readonly #rows: StoredRow[];
  readonly #issues: IssueRow[];
  readonly #history: HistoryRow[];

  /** @param tables those of a job that was created, folded to the end; they are kept */
  constructor(tables: JobTables) {
    const job = asStored(tables.job!);
    this.#tables = tables;
    this.#rows = [...tables.rows.values()].sort((a, b) => a.id - b.id);
    this.#issues = [...tables.issues.values()].sort((a, b) => a.number - b.number);
    this.#history = [...tables.history.values()].sort((a, b) => a.position - b.position);
    this.#job = {
      ...job,
      created_at: new Date(job.created_at),
      updated_at: new Date(job.updated_at),
    };
  }

  get userId(): string {
    return this.#job.user_id;
  }

  job(): Job {
    return toJob(this.#job);
  }

  rows(page: PageQuery): Promise<Page<RawRow>> {
    const rows = behind(this.#rows, (row) => row.id, page).map(asStored);
    return answer(
      toPage("rows", rows, page.limit, (row) => row.id, (row) => toRawRow(row, this.#job)),
    );
  }

  issues({ status, type }: IssueFilter, page: PageQuery): Promise<Page<Issue>> {
    const found = behind(
      this.#issues,
      (issue) => issue.number,
      page,
      (issue) =>
        (status ? issue.status === status : issue.status !== "WITHDRAWN") &&
        (!type || issue.type === type),
    );
    const rows = found.map((issue) => this.#withCandidates(issue));
    return answer(
      toPage("issues", rows, page.limit, (row) => row.number, (row) => toIssue(row, this.#job)),
    );
  }

  history(page: PageQuery): Promise<Page<HistoryEntry>> {
    const rows = behind(this.#history, (row) => row.position, page)
      .map((row) => ({ ...row, at: new Date(row.at) }));
    return answer(toPage("events", rows, page.limit, (row) => row.position, toEntry));
  }

  contacts(page: PageQuery, version?: number): Promise<Page<Contact>> {
    const list = this.#list(version);
    const rows = this.#contactsBehind(list, page.after ?? 0, page.limit + 1);
    const keys = extraKeys(this.#job.columns);
    return answer(
      toPage(
        "contacts",
        rows,
        page.limit,
        (row) => row.raw_row_id,
        (row) => toContact(row, keys),
      ),
    );
  }

  wholeList(pageSize: number, version?: number): Promise<WholeList> {
    const list = this.#list(version);
    const keys = extraKeys(this.#job.columns);
    const edited = holding([...this.#tables.edits], list.position)
      .flatMap((edit) => keysOf(asStored(edit.values)));
    return answer({
      originalFilename: this.#job.original_filename,
      count: list.contact_count,
      extras: withEdited(keys, edited),
      pages: this.#contactPages(list, pageSize, keys),
    });
  }

  async *#contactPages(list: NewList, pageSize: number, keys: string[]): AsyncGenerator<Contact[]> {
    for (let after = 0, more = true; more;) {
      const rows = this.#contactsBehind(list, after, pageSize);
      yield rows.map((row) => toContact(row, keys));
      after = rows.at(-1)?.raw_row_id ?? after;
      more = rows.length === pageSize;
    }
  }

  #list(version: number | undefined): NewList {
    return this.#tables.lists.get(versionOf(this.#job, version))!;
  }

  #withCandidates(issue: IssueRow): StoredIssue {
    const candidates = issue.row_ids.slice(0, LISTED_CANDIDATES).flatMap((id): Candidate[] => {
      const row = this.#tables.rows.get(id);
      if (!row) return [];
      const data = asStored(this.#edited(row));
      return [{ raw_row_id: id, row_number: row.row_number, data }];
    });
    const { resolved_at = null, ...resolution } = this.#tables.resolutions.get(issue.number) ??
      undecided;
    return {
      ...asStored({ ...resolution, ...issue }),
      candidates,
      status: issue.status as StoredIssue["status"],
      resolved_at: resolved_at === null ? null : new Date(resolved_at),
    };
  }

  #edited(row: StoredRow): RowValues {
    const edits = holding(this.#tables.editsOf(row.id));
    return edited(row, edits, this.#job.chosen_columns);
  }

  #contactsBehind(list: NewList, after: number, limit: number): StoredContact[] {
    const { rows } = this.#tables;
    const found: StoredContact[] = [];
    for (const id of rowIdsOf(list.row_ids)) {
      if (found.length === limit) break;
      const row = id > after ? rows.get(id) : undefined;
      if (!row) continue;
      const edits = holding(this.#tables.editsOf(id), list.position);
      found.push(asStored(contactOf(row, edits, list.chosen_columns)));
    }
    return found;
  }
}

const undecided = {
  action: null,
  chosen_row_id: null,
  values: null,
  sources: null,
  rule: null,
  batch_id: null,
  via: null,
  resolved_by: null,
  resolved_at: null,
};

/** The rows behind a page's beginning, one more than its limit; `rows` ascend by their key. */
function behind<Row>(
  rows: Row[],
  keyOf: (row: Row) => number,
  { after = 0, limit }: PageQuery,
  fits: (row: Row) => boolean = () => true,
): Row[] {
  let from = 0;
  for (let end = rows.length; from < end;) {
    const middle = (from + end) >> 1;
    if (keyOf(rows[middle]!) > after) end = middle;
    else from = middle + 1;
  }
  const found: Row[] = [];
  for (; from < rows.length && found.length <= limit; from++) {
    if (fits(rows[from]!)) found.push(rows[from]!);
  }
  return found;
}

const answer = <Answer>(of: Answer): Promise<Answer> => Promise.resolve(of);
