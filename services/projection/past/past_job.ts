/** A job as it was: the live queries' answers, from tables in memory that change no more. */
import { contactFields } from "@rollcall/contacts";
import { rowIdsOf } from "@rollcall/contracts";
import type { Candidate, Contact, HistoryEntry, Issue, Job, RawRow } from "@rollcall/contracts/api";
import { columnKeys, extraKeys } from "../fold/columns.ts";
import type { HistoryRow, IssueRow, RawRow as StoredRow } from "../fold/model.ts";
import {
  requireFinalized,
  type StoredContact,
  toContact,
  withEdited,
} from "../queries/contacts.ts";
import { toEntry } from "../queries/history.ts";
import { type IssueFilter, type StoredIssue, toIssue } from "../queries/issues.ts";
import type { JobView, WholeList } from "../queries/job_view.ts";
import { type StoredJob, toJob } from "../queries/jobs.ts";
import { type Page, type PageQuery, toPage } from "../queries/page.ts";
import { toRawRow } from "../queries/rows.ts";
import { asStored } from "./as_stored.ts";
import type { JobTables } from "./job_tables.ts";

export class PastJob implements JobView {
  readonly #tables: JobTables;
  readonly #job: StoredJob;
  readonly #keys: string[];
  readonly #rows: StoredRow[];
  readonly #issues: IssueRow[];
  readonly #history: HistoryRow[];

  /** @param tables those of a job that was created, folded to the end; they are kept */
  constructor(tables: JobTables) {
    const job = asStored(tables.job!);
    this.#tables = tables;
    this.#keys = columnKeys(job.columns);
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
      toPage("rows", rows, page.limit, (row) => row.id, (row) => toRawRow(row, this.#keys)),
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
      toPage("issues", rows, page.limit, (row) => row.number, (row) => toIssue(row, this.#keys)),
    );
  }

  history(page: PageQuery): Promise<Page<HistoryEntry>> {
    const rows = behind(this.#history, (row) => row.position, page)
      .map((row) => ({ ...row, at: new Date(row.at) }));
    return answer(toPage("events", rows, page.limit, (row) => row.position, toEntry));
  }

  contacts(page: PageQuery): Promise<Page<Contact>> {
    requireFinalized(this.#job);
    const rows = this.#contactsBehind(page.after ?? 0, page.limit + 1);
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

  wholeList(pageSize: number): Promise<WholeList> {
    requireFinalized(this.#job);
    const keys = extraKeys(this.#job.columns);
    const edited = [...this.#tables.edits].flatMap((edit) => Object.keys(asStored(edit.values)));
    return Promise.resolve({
      originalFilename: this.#job.original_filename,
      extras: withEdited(keys, edited),
      pages: this.#contactPages(pageSize, keys),
    });
  }

  async *#contactPages(pageSize: number, keys: string[]): AsyncGenerator<Contact[]> {
    for (let after = 0, more = true; more;) {
      const rows = this.#contactsBehind(after, pageSize);
      yield rows.map((row) => toContact(row, keys));
      after = rows.at(-1)?.raw_row_id ?? after;
      more = rows.length === pageSize;
    }
  }

  #withCandidates(issue: IssueRow): StoredIssue {
    const candidates = issue.row_ids.flatMap((id): Candidate[] => {
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

  /** The values of a row with the edits that were made up to a position. */
  #edited(row: StoredRow, until = Infinity): Record<string, string> {
    const edits = this.#tables.editsOf(row.id).filter((edit) => edit.position <= until);
    return Object.assign({}, row.data, ...edits.map((edit) => edit.values));
  }

  #contactsBehind(after: number, limit: number): StoredContact[] {
    const { list, rows } = this.#tables;
    const found: StoredContact[] = [];
    for (const id of list ? rowIdsOf(list.row_ids) : []) {
      if (found.length === limit) break;
      const row = id > after ? rows.get(id) : undefined;
      if (row) found.push(this.#contact(row, list!.position));
    }
    return found;
  }

  /** As projector/contacts.ts makes it. */
  #contact(row: StoredRow, until: number): StoredContact {
    const data = asStored(this.#edited(row, until));
    const typed = this.#tables.editsOf(row.id)
      .findLast((edit) => edit.position <= until && edit.normalized_email !== null);
    const extra = Object.entries(data).filter(([key]) => !contactFields.some((f) => f === key));
    const text = (key: string) => (data[key] ?? "").trim();
    return {
      raw_row_id: row.id,
      email: asStored(typed ? typed.normalized_email : row.normalized_email) || null,
      first_name: text("first_name"),
      last_name: text("last_name"),
      phone: text("phone"),
      company: text("company"),
      job_title: text("job_title"),
      extra: Object.fromEntries(extra),
    };
  }
}

const undecided = {
  action: null,
  chosen_row_id: null,
  values: null,
  rule: null,
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
