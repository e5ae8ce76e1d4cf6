/** A person's program against the API: signs up, uploads, waits for what it waits for. */
import assert from "node:assert/strict";
import { until } from "../harness/until.ts";
import type {
  Contact,
  HistoryEntry,
  Issue,
  Job,
  Problem,
  RawRow,
  Session,
} from "@rollcall/contracts/api";

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface UploadOptions {
  name?: string | undefined;
  headers?: HeadersInit;
  mapping?: Record<string, string>;
  form?: Record<string, string> | undefined;
}

const WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** A token is replaced so long before it expires. */
const EARLY_MS = 120_000;

export class ApiClient {
  #token: string;
  #next: { refreshToken: string; dueAt: number } | undefined;
  #renewing: Promise<void> | undefined;

  constructor(readonly apiUrl: string, token: string, readonly userId: string) {
    this.#token = token;
  }

  /** The token of now: a long test outlives several. */
  get token(): string {
    return this.#token;
  }

  /** A new user of this stack. */
  static async register(
    apiUrl: string,
    email = `${crypto.randomUUID()}@example.com`,
  ): Promise<ApiClient> {
    const response = await fetch(`${apiUrl}/auth/register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        email,
        password: crypto.randomUUID(),
      }),
    });
    const session = await response.json();
    assert.equal(response.status, 201, JSON.stringify(session));
    const client = new ApiClient(apiUrl, session.token, session.user.id);
    client.#take(session);
    return client;
  }

  #take(session: Session): void {
    this.#token = session.token;
    const dueAt = Date.now() + session.expires_in * 1_000 - EARLY_MS;
    this.#next = { refreshToken: session.refresh_token, dueAt };
  }

  /** The next token, with the roles of now. What is away is asked again by the next call. */
  async renew(): Promise<void> {
    if (!this.#next) return;
    const refresh_token = this.#next.refreshToken;
    const response = await fetch(`${this.apiUrl}/auth/refresh`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token }),
    });
    if (response.ok) this.#take(await response.json());
    else await response.body?.cancel();
  }

  async call<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    if (this.#next && Date.now() >= this.#next.dueAt) {
      this.#renewing ??= this.renew().finally(() => this.#renewing = undefined);
      await this.#renewing;
    }
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.token}`);
    const response = await fetch(`${this.apiUrl}${path}`, { ...init, headers });
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const body = isJson ? await response.json() : await response.text();
    return { status: response.status, headers: response.headers, body };
  }

  /**
   * The answer of whoever asks again while the read models lack what `min_version` names: a busy
   * machine may fold for longer than one request waits (promise 10).
   */
  async seen<T>(path: string): Promise<Answer<T>> {
    return await until(path, () => this.call<T>(path), (answer) => !isBehind(answer));
  }

  async get<T>(path: string): Promise<T> {
    const { status, body } = path.includes("min_version=")
      ? await this.seen<T>(path)
      : await this.call<T>(path);
    assert.equal(status, 200, `GET ${path}: ${JSON.stringify(body)}`);
    return body;
  }

  async post<T>(path: string, json?: unknown): Promise<Answer<T>> {
    return await this.call<T>(path, {
      method: "POST",
      ...(json !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(json),
      }),
    });
  }

  /** Uploads a file; `headers` may carry an Idempotency-Key, `form` says how it is to be read. */
  async upload(
    file: string | Uint8Array<ArrayBuffer>,
    options: UploadOptions = {},
  ): Promise<Answer<Job>> {
    return await this.send<Job>("/jobs", file, options);
  }

  /** Sends a file in a form, as a browser does. */
  async send<T>(
    path: string,
    file: string | Uint8Array<ArrayBuffer>,
    { name = "people.csv", headers, mapping, form = {} }: UploadOptions,
  ): Promise<Answer<T>> {
    const body = new FormData();
    if (mapping) body.append("mapping", JSON.stringify(mapping));
    for (const [field, value] of Object.entries(form)) body.append(field, value);
    const type = /\.xlsx$/i.test(name) ? WORKBOOK_TYPE : "text/csv";
    body.append("file", new File([file], name, { type }));
    return await this.call<T>(path, { method: "POST", body, ...(headers && { headers }) });
  }

  /** Uploads, and waits until the job rests: to be reviewed, completed or failed. */
  async import(file: string | Uint8Array<ArrayBuffer>): Promise<Job> {
    const { status, body } = await this.upload(file);
    assert.equal(status, 201, JSON.stringify(body));
    return await this.atRest(body.id);
  }

  async atRest(jobId: string): Promise<Job> {
    return await this.until(jobId, (job) => !["PENDING", "PROCESSING"].includes(job.status));
  }

  /** The job once it fits. @throws where it does not in time */
  async until(jobId: string, fits: (job: Job) => boolean): Promise<Job> {
    return await until(`job ${jobId} fits`, () => this.#look(jobId), fits);
  }

  /** The job; nothing while the read models do not have it yet. */
  async #look(jobId: string): Promise<Job | undefined> {
    const answer = await this.call<Job>(`/jobs/${jobId}`);
    if (isBehind(answer)) return undefined;
    assert.equal(answer.status, 200, `GET /jobs/${jobId}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  issues = (jobId: string, query = "limit=1000") =>
    this.get<Issue[]>(`/jobs/${jobId}/issues?${query}`);
  rows = (jobId: string) => this.get<RawRow[]>(`/jobs/${jobId}/rows?limit=1000`);
  contacts = (jobId: string, query = "limit=1000") =>
    this.get<Contact[]>(`/jobs/${jobId}/contacts?${query}`);
  history = (jobId: string) => this.get<HistoryEntry[]>(`/jobs/${jobId}/events?limit=1000`);
}

/** Whether the read models lack what is asked for, as they may for a moment: "ask again". */
export function isBehind({ status, body }: Answer<unknown>): boolean {
  return status === 503 && (body as Problem).code === "READ_MODEL_BEHIND";
}

/** Asserts that an answer is problem details with this status and code. */
export function assertProblem(answer: Answer<unknown>, status: number, code?: string): Problem {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(answer.headers.get("content-type") ?? "", /^application\/problem\+json/);
  const problem = answer.body as Problem;
  assert.equal(problem.status, status);
  assert.ok(problem.title && problem.detail);
  if (code) assert.equal(problem.code, code);
  return problem;
}
