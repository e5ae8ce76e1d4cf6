/**
 * The client of the public API: each response is parsed by its contract, each refusal ends the
 * command with the server's message. Knows nothing of files, arguments and terminals.
 */
import {
  BatchUndoAnswer,
  BulkAnswer,
  ChangeAnswer,
  type Decision,
  DecisionAnswer,
  DeleteAnswer,
  FilePreview,
  FinalizeAnswer,
  Issue,
  Job,
  type Operation,
  RestoreAnswer,
  RowIdsFound,
  RowsChangePreview,
  UndoState,
} from "@rollcall/contracts/api";
import type { ZodType } from "zod";
import { exitCodes, Failure } from "./exit_codes.ts";
import type { RowSelection } from "./operation.ts";
import { serverSentEvents } from "./server_sent_events.ts";
import { bodyOf, type MakeForm, Transport } from "./transport.ts";

/** A live stream without any data for so long, not even a heartbeat, is considered dead. */
const STILL_MS = 40_000;

export class Api extends Transport {
  /** Retries use the same idempotency key, so the job is created once. */
  async upload(form: MakeForm): Promise<Job> {
    return await this.#send(Job, "/jobs", form, { "idempotency-key": crypto.randomUUID() });
  }

  async preview(form: MakeForm): Promise<FilePreview> {
    return await this.#send(FilePreview, "/jobs/preview", form);
  }

  async job(id: string, minVersion = 0): Promise<Job> {
    return await this.json(Job, "GET", `${jobPath(id)}?min_version=${minVersion}`);
  }

  async jobs(limit: number): Promise<Job[]> {
    return await this.#pages(Job, "/jobs", limit);
  }

  async issues(id: string, query: Record<string, string>, limit: number): Promise<Issue[]> {
    return await this.#pages(Issue, `${jobPath(id)}/issues`, limit, query);
  }

  /** The first issues of a job, resolved or not, as they come page by page. */
  async *eachIssue(id: string, limit: number): AsyncGenerator<Issue> {
    for await (const page of this.#eachPage(Issue, `${jobPath(id)}/issues`, limit)) yield* page;
  }

  /** @param anew whether to include issues that were resolved before */
  async resolve(id: string, type: string, rule: string, anew = false): Promise<BulkAnswer> {
    const asked = { type, rule, ...(anew && { include_resolved: true }) };
    return await this.json(BulkAnswer, "POST", `${jobPath(id)}/resolve`, asked);
  }

  async decide(issue: string, decision: Decision): Promise<DecisionAnswer> {
    return await this.json(DecisionAnswer, "POST", `${issuePath(issue)}/resolve`, decision);
  }

  /** Takes back what was the issue's newest decision at a version; repeated, nothing else. */
  async undo(issue: string, seenVersion: number): Promise<DecisionAnswer> {
    const path = `${issuePath(issue)}/resolution?seen_version=${seenVersion}`;
    return await this.json(DecisionAnswer, "DELETE", path);
  }

  async undoBatch(id: string, batch: string): Promise<BatchUndoAnswer> {
    const path = `${jobPath(id)}/batches/${encodeURIComponent(batch)}`;
    return await this.json(BatchUndoAnswer, "DELETE", path);
  }

  /** What can be undone and redone next. */
  async nextSteps(id: string): Promise<UndoState> {
    return await this.json(UndoState, "GET", `${jobPath(id)}/undo`);
  }

  /** @param step where `nextSteps` named it: repeated, nothing else is undone or redone */
  async step(id: string, way: "undo" | "redo", step: number): Promise<RestoreAnswer> {
    return await this.json(RestoreAnswer, "POST", `${jobPath(id)}/${way}`, { step });
  }

  /** The rows that a search finds; all where it says nothing. */
  async rowIds(id: string, { search, filters }: RowSelection): Promise<RowIdsFound> {
    const query = new URLSearchParams(filters.map((filter) => ["filter", filter]));
    if (search !== undefined) query.set("q", search);
    return await this.json(RowIdsFound, "GET", `${jobPath(id)}/rows/ids?${query}`);
  }

  async changeRows(id: string, rowIds: string, operation: Operation): Promise<RowsDone> {
    const asked = { raw_row_ids: rowIds, operation };
    return await this.json(ChangeAnswer, "POST", `${jobPath(id)}/rows/change`, asked);
  }

  async previewChange(
    id: string,
    rowIds: string,
    operation: Operation,
  ): Promise<RowsChangePreview> {
    const path = `${jobPath(id)}/rows/change/preview`;
    return await this.json(RowsChangePreview, "POST", path, { raw_row_ids: rowIds, operation });
  }

  async setRows(id: string, way: "exclude" | "bring-back", rowIds: string): Promise<RowsDone> {
    const path = `${jobPath(id)}/rows/${way}`;
    return await this.json(ChangeAnswer, "POST", path, { raw_row_ids: rowIds });
  }

  async finalize(id: string): Promise<FinalizeAnswer> {
    return await this.json(FinalizeAnswer, "POST", `${jobPath(id)}/finalize`);
  }

  async remove(id: string): Promise<DeleteAnswer> {
    return await this.json(DeleteAnswer, "DELETE", jobPath(id));
  }

  /** @param file such as `contacts.csv` */
  async download(id: string, file: string, query: Record<string, string>): Promise<Response> {
    return await this.call("GET", `${jobPath(id)}/${file}?${new URLSearchParams(query)}`);
  }

  /** The job now and after each change. @throws if the connection breaks or stalls */
  async *watch(id: string): AsyncGenerator<Job> {
    const still = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => still.abort(new Error("the live view went still")), STILL_MS);
    };
    heard();
    try {
      const init = { signal: still.signal };
      const manner = { isReplaceable: true };
      const response = await this.call("GET", `${jobPath(id)}/stream`, init, manner);
      for await (const { event, data } of serverSentEvents(response.body!, heard)) {
        if (event === "job") yield parsed(Job, JSON.parse(data), "the live view");
      }
    } finally {
      clearTimeout(timer);
      still.abort();
    }
  }

  /** @throws Failure if the request is refused or the response violates the contract */
  async json<T>(schema: ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    const init: RequestInit = body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const response = await this.call(method, path, init);
    return parsed(schema, await bodyOf(response), `${method} ${path}`);
  }

  async #send<T>(
    schema: ZodType<T>,
    path: string,
    form: MakeForm,
    headers: HeadersInit = {},
  ): Promise<T> {
    const response = await this.call("POST", path, { headers }, { form });
    return parsed(schema, await bodyOf(response), `POST ${path}`);
  }

  /** The first entries of a list, page by page. */
  async #pages<T>(
    item: ZodType<T>,
    path: string,
    limit: number,
    query: Record<string, string> = {},
  ): Promise<T[]> {
    const all: T[] = [];
    for await (const page of this.#eachPage(item, path, limit, query)) all.push(...page);
    return all.slice(0, limit);
  }

  async *#eachPage<T>(
    item: ZodType<T>,
    path: string,
    limit: number,
    query: Record<string, string> = {},
  ): AsyncGenerator<T[]> {
    const first = new URLSearchParams({ ...query, limit: String(Math.min(limit, 1_000)) });
    let read = 0;
    for (let next: string | undefined = `${path}?${first}`; next && read < limit;) {
      const response: Response = await this.call("GET", next);
      const page = parsed(item.array(), await bodyOf(response), `GET ${path}`);
      read += page.length;
      yield page;
      next = response.headers.get("link")?.match(/<([^>]+)>; rel="next"/)?.[1];
    }
  }
}

type BulkAnswer = ReturnType<typeof BulkAnswer.parse>;
type FinalizeAnswer = ReturnType<typeof FinalizeAnswer.parse>;
type DeleteAnswer = ReturnType<typeof DeleteAnswer.parse>;

/** What a change of rows came to. */
export type RowsDone = ReturnType<typeof ChangeAnswer.parse>;
type RestoreAnswer = ReturnType<typeof RestoreAnswer.parse>;

type DecisionAnswer = ReturnType<typeof DecisionAnswer.parse>;
type BatchUndoAnswer = ReturnType<typeof BatchUndoAnswer.parse>;

const issuePath = (id: string) => `/issues/${encodeURIComponent(id)}`;
const jobPath = (id: string) => `/jobs/${encodeURIComponent(id)}`;

function parsed<T>(schema: ZodType<T>, value: unknown, from: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const detail = issue ? `${issue.path.join(".")}: ${issue.message}` : "";
  throw new Failure(
    exitCodes.unreachable,
    `The answer to ${from} is not what this program knows (${detail}); is it the right server?`,
  );
}
