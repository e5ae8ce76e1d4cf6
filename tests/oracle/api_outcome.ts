/** A job as the API shows it, in the shape in which it is compared with what was expected. */
import { parseIssueId } from "@rollcall/contracts";
import type {
  Contact,
  ContactList,
  HistoryEntry,
  Issue,
  Job,
  RawRow,
} from "@rollcall/contracts/api";
import { batchNumbers, type Outcome, type SeenIssue } from "./outcome.ts";

/** Asks for every page of a list, or one object. @throws where the answer is not 200 */
export interface Reader {
  one<T>(path: string): Promise<T>;
  all<T>(path: string): Promise<T[]>;
}

export async function outcomeOf(api: Reader, jobId: string): Promise<Outcome> {
  const job = await api.one<Job>(`/jobs/${jobId}`);
  const list = <T>(name: string) => api.all<T>(`/jobs/${jobId}/${name}?limit=1000`);
  const history = await list<HistoryEntry>("events");
  return {
    job: seenJob(job),
    rows: await list<RawRow>("rows"),
    issues: seenIssues(await list<Issue>("issues")),
    contacts: job.contact_count === null ? null : await list<Contact>("contacts"),
    lists: await listsOf(api, jobId),
    history: history.map((entry) => entry.type),
  };
}

/** The contacts of every version of the clean list, the first one first. */
async function listsOf(api: Reader, jobId: string): Promise<Contact[][]> {
  const versions = await api.all<ContactList>(`/jobs/${jobId}/lists`);
  const lists: Contact[][] = [];
  for (const { list_version } of versions.toReversed()) {
    const path = `/jobs/${jobId}/contacts?list_version=${list_version}&limit=1000`;
    lists.push(await api.all<Contact>(path));
  }
  return lists;
}

/** Every page of a list, by the links between them. */
export async function allPages<T>(
  call: (path: string) => Promise<{ headers: Headers; body: T[] }>,
  path: string,
): Promise<T[]> {
  const all: T[] = [];
  for (let next: string | undefined = path; next;) {
    const { headers, body }: { headers: Headers; body: T[] } = await call(next);
    all.push(...body);
    next = /<([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
  }
  return all;
}

function seenJob(job: Job): Outcome["job"] {
  return {
    status: job.status,
    original_filename: job.original_filename,
    size_bytes: job.size_bytes,
    total_rows: job.total_rows,
    valid_rows: job.valid_rows,
    conflict_count: job.conflict_count,
    open_issues: job.open_issues,
    issue_counts: job.issue_counts,
    contact_count: job.contact_count,
    merged_rows: job.merged_rows,
    left_out_rows: job.left_out_rows,
    same_person: job.same_person,
    region: job.region,
    fold_gmail: job.fold_gmail,
    columns: job.columns,
    mapping: job.mapping,
    error: job.error,
    warning_counts: job.warning_counts,
    list_version: job.list_version,
    format: job.format,
    encoding: job.encoding,
    delimiter: job.delimiter,
    header_row: job.header_row,
  };
}

function seenIssues(issues: Issue[]): SeenIssue[] {
  const batchNumber = batchNumbers();
  return issues.map((issue) => seenIssue(issue, batchNumber));
}

function ofFile({ payload }: Issue): SeenIssue["of_file"] {
  const { scope, field, candidate_count, columns } = payload;
  return scope === "file" ? { field, candidate_count, columns } : null;
}

function seenIssue(issue: Issue, batchNumber: (batchId: string) => number): SeenIssue {
  const { resolved_by: _, resolved_at: __, via, batch_id, ...rest } = issue.resolution ?? {};
  const resolution = issue.resolution && {
    ...rest,
    action: issue.resolution.action,
    ...(via !== undefined && { via: parseIssueId(via)!.number }),
    ...(batch_id !== undefined && { batch: batchNumber(batch_id) }),
  };
  return {
    number: parseIssueId(issue.id)!.number,
    type: issue.type,
    key: issue.key,
    status: issue.status,
    candidates: issue.payload.candidates,
    suggestion: issue.payload.suggestion?.value ?? null,
    of_file: ofFile(issue),
    edits: issue.payload.edits,
    resolution,
  };
}
