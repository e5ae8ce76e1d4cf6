/** The API calls of the pages, one function each. */
import type {
  BulkDecision,
  BulkPreview,
  ChangeAnswer,
  ColumnFill,
  ColumnValues,
  Contact,
  ContactChange,
  ContactList,
  Decision,
  FailedJob,
  FilePreview,
  HistoryEntry,
  HistoryKind,
  Issue,
  IssueType,
  Job,
  Operations,
  Provenance,
  RawRow,
  RestorePreview,
  Retention,
  RowChange,
  RowIdsFound,
  RowsChange,
  RowsChangePreview,
  Trends,
  UndoState,
} from "@rollcall/contracts/api";
import type { Waits } from "../waiting/waits.ts";
import { type Answer, call } from "./http.ts";
import { renewSession } from "./session-calls.ts";

type Fetch = typeof globalThis.fetch;
type Written = { ok: true; issue_id: string; version: number };
type WrittenInBulk = { ok: true; resolved: number; batch_id: string | null; version: number };
type UndoneInBulk = { ok: true; reopened: number; rows?: number; version: number };
type Restored = { ok: true; undone: number; redone: number; version: number };
type Finalized = { ok: true; status: "COMPLETED"; contact_count: number; version: number };

/** `q`: only issues about rows with this text in a value; left out or empty for all. */
export type IssueFilter = { status: "OPEN" | "RESOLVED"; type: IssueType | null; q?: string };

export const retention = () => call<Retention>("/me/retention");
export const changePassword = (body: { old_password: string; new_password: string }) =>
  call<null>("/auth/password", { method: "POST", body });
export const previewFile = async (
  form: FormData,
  signal: AbortSignal,
  onheld: NonNullable<Waits["onheld"]>,
) => {
  await renewSession();
  return await call<FilePreview>("/jobs/preview", { method: "POST", body: form, signal, onheld });
};
/** Retries only if a version is required; otherwise the caller asks again or shows the outage. */
export const getJob = (id: string, minVersion = 0, fetch?: Fetch, quiet = false) =>
  call<Job>(`/jobs/${id}${query({ min_version: minVersion || null })}`, {
    fetch,
    once: minVersion === 0,
    quiet,
  });

/** The job as it was at a version. */
export const getPastJob = (id: string, version: number) =>
  call<Job>(`/jobs/${id}${query({ at_version: version })}`);

export const resolveIssue = (id: string, decision: Decision) =>
  call<Written>(`/issues/${id}/resolve`, { method: "POST", body: decision });
/** @param seenVersion a version at which the page showed the decision: repeated, nothing else is undone */
export const reopenIssue = (id: string, seenVersion: number) =>
  call<Written>(`/issues/${id}/resolution${query({ seen_version: seenVersion })}`, {
    method: "DELETE",
  });
export const resolveAll = (jobId: string, decision: BulkDecision, waits: Waits) =>
  call<WrittenInBulk>(`/jobs/${jobId}/resolve`, { method: "POST", body: decision, ...waits });
export const previewRule = (
  jobId: string,
  decision: BulkDecision,
  signal: AbortSignal,
  onheld: NonNullable<Waits["onheld"]>,
) =>
  call<BulkPreview>(`/jobs/${jobId}/resolve/preview`, {
    method: "POST",
    body: decision,
    signal,
    onheld,
  });
export const undoBatch = (jobId: string, batchId: string) =>
  call<UndoneInBulk>(`/jobs/${jobId}/batches/${batchId}`, { method: "DELETE" });

/** Changes values of any row, or says whether they would be taken. */
export const editRow = (jobId: string, change: RowChange) =>
  call<ChangeAnswer>(`/jobs/${jobId}/rows/edit`, { method: "POST", body: change });
export const previewEdit = (jobId: string, change: RowChange, signal: AbortSignal) =>
  call<RowsChangePreview>(`/jobs/${jobId}/rows/edit/preview`, {
    method: "POST",
    body: change,
    signal,
    once: true,
  });
/** @param rowIds a row set */
export const excludeRows = (jobId: string, rowIds: string) =>
  call<ChangeAnswer>(`/jobs/${jobId}/rows/exclude`, {
    method: "POST",
    body: { raw_row_ids: rowIds },
  });
export const bringBackRows = (jobId: string, rowIds: string) =>
  call<ChangeAnswer>(`/jobs/${jobId}/rows/bring-back`, {
    method: "POST",
    body: { raw_row_ids: rowIds },
  });
export const changeRows = (jobId: string, change: RowsChange) =>
  call<ChangeAnswer>(`/jobs/${jobId}/rows/change`, { method: "POST", body: change });
export const previewChange = (
  jobId: string,
  change: RowsChange,
  signal: AbortSignal,
  onheld: NonNullable<Waits["onheld"]>,
) =>
  call<RowsChangePreview>(`/jobs/${jobId}/rows/change/preview`, {
    method: "POST",
    body: change,
    signal,
    onheld,
  });
/** @param search q and filters, in the API's words */
export const getRowIds = (jobId: string, search: URLSearchParams, signal?: AbortSignal) =>
  call<RowIdsFound>(searched(`/jobs/${jobId}/rows/ids`, search, {}), signal ? { signal } : {});
export const getValues = (
  jobId: string,
  column: string,
  search: URLSearchParams,
  minVersion: number,
  signal: AbortSignal,
) =>
  call<ColumnValues>(
    searched(`/jobs/${jobId}/rows/values`, search, {
      column,
      min_version: String(minVersion),
    }),
    { signal },
  );

export const getUndo = (jobId: string, minVersion: number) =>
  call<UndoState>(`/jobs/${jobId}/undo${query({ min_version: minVersion || null })}`);
/** @param step the position of the step that was shown: where another is next, it is refused */
export const goStep = (jobId: string, kind: "undo" | "redo", step: number) =>
  call<Restored>(`/jobs/${jobId}/${kind}`, { method: "POST", body: { step } });

export type RestoreRequest = { to_version: number; seen_version: number };
export const previewRestore = (jobId: string, request: RestoreRequest, signal: AbortSignal) =>
  call<RestorePreview>(`/jobs/${jobId}/restore/preview`, { method: "POST", body: request, signal });
export const restoreJob = (jobId: string, request: RestoreRequest) =>
  call<Restored>(`/jobs/${jobId}/restore`, { method: "POST", body: request });
export const finalizeJob = (jobId: string) =>
  call<Finalized>(`/jobs/${jobId}/finalize`, { method: "POST" });

export const deleteJob = (jobId: string, waits: Waits) =>
  call<{ ok: true; version: number }>(`/jobs/${jobId}`, { method: "DELETE", ...waits });
/** Checks whether a download would start. @param href the link, from the site's root */
export const checkDownload = (href: string) =>
  call<null>(`${href.replace(/^\/api/, "")}${href.includes("?") ? "&" : "?"}check=true`);
export const explainContact = (jobId: string, contactId: number) =>
  call<Provenance>(`/jobs/${jobId}/contacts/${contactId}/provenance`);

export const getColumnFills = (jobId: string, listVersion: number) =>
  call<ColumnFill[]>(`/jobs/${jobId}/contacts/columns${query({ list_version: listVersion })}`);

export const getOperations = (fetch?: Fetch) =>
  call<Operations>("/operations", { fetch, once: true });

export const getTrends = () => call<Trends>("/operations/trends", { once: true });
export const getFailedJobs = () => call<FailedJob[]>("/operations/failed-jobs", { once: true });
/** @param jobId of one job; null for everything that was set aside */
export const redrive = (jobId: string | null) =>
  call<{ ok: true; jobs: number; messages: number }>("/operations/redrive", {
    method: "POST",
    body: jobId === null ? {} : { job_id: jobId },
  });

export const jobsPath = (limit: number) => `/jobs${query({ limit })}`;
/** @param search of the grid: q, sort and filters, in the API's words */
export const rowsPath = (jobId: string, search: URLSearchParams, reasons: boolean) =>
  searched(`/jobs/${jobId}/rows`, search, reasons ? { reasons: "true" } : {});
export const contactsPath = (jobId: string, search: URLSearchParams, listVersion: number) =>
  searched(`/jobs/${jobId}/contacts`, search, { list_version: String(listVersion) });
export const listsPath = (jobId: string, limit: number) =>
  `/jobs/${jobId}/lists${query({ limit })}`;
export const changesPath = (jobId: string, to: number, limit: number) =>
  `/jobs/${jobId}/contacts/diff${query({ to, limit })}`;
/** @param choice an empty word is any */
export const historyPath = (
  jobId: string,
  { limit, order, kind, actor }: {
    limit: number;
    order: "oldest" | "newest";
    kind: HistoryKind | "";
    actor: string;
  },
) => `/jobs/${jobId}/events${query({ limit, order, kind: kind || null, actor: actor || null })}`;
/** A job's rows, contacts or issues, as they were at a version. */
export const pastPath = (
  jobId: string,
  list: "rows" | "contacts" | "issues",
  version: number,
) => `/jobs/${jobId}/${list}${query({ at_version: version })}`;
export const issuesPath = (
  jobId: string,
  { status, type, q }: IssueFilter,
  limit: number,
  minVersion: number,
) =>
  `/jobs/${jobId}/issues${
    query({ status, type, q: q || null, limit, min_version: minVersion || null })
  }`;

/** Items of paged lists. */
export type Listed = Job | RawRow | Contact | ContactList | ContactChange | HistoryEntry | Issue;

/** One page of a list, by a path from above or by the `next` of the page before. */
export function getPage<T extends Listed>(
  path: string,
  options: { signal?: AbortSignal; once?: boolean; quiet?: boolean } = {},
): Promise<Answer<T[]>> {
  return call<T[]>(path, options);
}

function searched(
  path: string,
  search: URLSearchParams,
  parameters: Record<string, string>,
): string {
  const all = new URLSearchParams([...search, ...Object.entries(parameters)]);
  return all.size > 0 ? `${path}?${all}` : path;
}

function query(parameters: Record<string, string | number | null>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== null);
  if (given.length === 0) return "";
  return "?" + new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
}
