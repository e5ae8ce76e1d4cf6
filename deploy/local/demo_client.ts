/** A small client of the public API, as a program of somebody else would have it. */
import {
  BulkAnswer,
  FinalizeAnswer,
  Issue,
  Job,
  Problem,
  Session,
  type User,
} from "@rollcall/contracts/api";

export interface Client {
  user: User;
  upload(file: File): Promise<Job>;
  job(id: string): Promise<Job>;
  /** Hears every change of the job until it waits for a person or has ended. */
  follow(id: string, change: (job: Job) => void): Promise<Job>;
  issues(id: string): Promise<Issue[]>;
  resolve(id: string, type: string, rule: string): Promise<BulkAnswer>;
  finalize(id: string): Promise<FinalizeAnswer>;
  download(id: string, minVersion: number): Promise<string>;
}

type BulkAnswer = ReturnType<typeof BulkAnswer.parse>;
type FinalizeAnswer = ReturnType<typeof FinalizeAnswer.parse>;

/** Registers a new user and acts as that user. @throws with the API's own sentence. */
export async function openAccount(api: string): Promise<Client> {
  let token = "";
  const email = `demo-${crypto.randomUUID().slice(0, 8)}@example.com`;
  const registration = { email, password: crypto.randomUUID(), name: "Demo" };
  const session = Session.parse(await json("POST", "/auth/register", registration));
  token = session.token;

  return {
    user: session.user,
    async upload(file) {
      const body = new FormData();
      body.append("file", file);
      return Job.parse(await (await call("POST", "/jobs", { body })).json());
    },
    job: async (id) => Job.parse(await json("GET", `/jobs/${id}`)),
    async follow(id, change) {
      const response = await call("GET", `/jobs/${id}/stream`);
      for await (const { event, data } of serverSentEvents(response)) {
        if (event !== "job") continue;
        const job = Job.parse(JSON.parse(data));
        change(job);
        if (job.status !== "PENDING" && job.status !== "PROCESSING") return job;
      }
      throw new Error(`the stream of job ${id} ended before the job was done`);
    },
    issues: async (id) =>
      Issue.array().parse(await json("GET", `/jobs/${id}/issues?status=OPEN&limit=100`)),
    resolve: async (id, type, rule) =>
      BulkAnswer.parse(await json("POST", `/jobs/${id}/resolve`, { type, rule })),
    finalize: async (id) => FinalizeAnswer.parse(await json("POST", `/jobs/${id}/finalize`)),
    download: async (id, minVersion) =>
      await (await call("GET", `/jobs/${id}/contacts.csv?min_version=${minVersion}`)).text(),
  };

  async function json(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers: Record<string, string> = body ? { "content-type": "application/json" } : {};
    const init = body ? { headers, body: JSON.stringify(body) } : { headers };
    return await (await call(method, path, init)).json();
  }

  async function call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token) headers.set("authorization", `Bearer ${token}`);
    const response = await fetch(api + path, { ...init, method, headers });
    if (response.ok) return response;
    const text = await response.text();
    const problem = Problem.safeParse(parsed(text));
    throw new Error(
      `${method} ${path} answered ${response.status}: ${problem.data?.detail ?? text}`,
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Events of a `text/event-stream`; comments and fields that nobody needs are left out. */
export async function* serverSentEvents(
  response: Response,
): AsyncGenerator<{ event: string; data: string }> {
  let rest = "";
  for await (const text of (response.body ?? new ReadableStream()).pipeThrough(decoder())) {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = block.split("\n").map((line) => line.match(/^(event|data): ?(.*)$/));
      const of = (name: string) =>
        fields.flatMap((field) => field?.[1] === name ? [field[2] ?? ""] : []).join("\n");
      if (of("data")) yield { event: of("event") || "message", data: of("data") };
    }
  }
}

function decoder() {
  return new TextDecoderStream();
}
