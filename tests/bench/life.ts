/**
 * `deno task bench:life [rows]`: the life of a large job, step by step, on databases in several
 * states, and beside each step how another user's queries and small uploads fare (promise 12). Each
 * state has a stack of its own; figures are milliseconds, to be read as ratios within one run.
 */
import type { Issue, Job } from "@rollcall/contracts/api";
import { connect } from "@rollcall/event-store";
import { ApiClient } from "../api/client.ts";
import { startStack, type TestStack } from "../harness/stack.ts";
import { contactsCsv } from "./contacts.ts";

const rows = Number(Deno.args[0]) || 50_000;
const SMALL_ROWS = 1_000;
const FEW_JOBS = 30;
const MANY_JOBS = 200;
const DECISIONS = 100;

interface State {
  name: string;
  prepare(stack: TestStack, client: ApiClient): Promise<void>;
}

const states: State[] = [
  { name: "empty", prepare: async () => {} },
  ...[FEW_JOBS, MANY_JOBS].map((jobs) => ({
    name: `${jobs} former jobs, analysed`,
    prepare: async (stack: TestStack, client: ApiClient) => {
      for (let i = 0; i < jobs; i++) await formerJob(client);
      await analyse(stack);
    },
  })),
  {
    name: "analysed when there was one job",
    prepare: async (stack, client) => {
      await formerJob(client);
      await analyse(stack);
    },
  },
];

interface Cell {
  ms?: number;
  text: string;
}

const table = new Map<string, Cell[]>();

async function measure({ name, prepare }: State): Promise<void> {
  console.log(`state: ${name}`);
  const stack = await startStack({
    stores: "own",
    variables: { MAX_UPLOAD_BYTES: "104857600" },
  });
  try {
    const owner = await ApiClient.register(stack.apiUrl);
    const other = await ApiClient.register(stack.apiUrl);
    await prepare(stack, owner);
    const bystander = await Bystander.start(other);
    await bystander.beside("alone", 3_000);
    await live(owner, bystander);
    bystander.ended = true;
  } finally {
    await stack.close();
  }
}

/** Each step with what a bystander sees meanwhile. */
async function live(owner: ApiClient, bystander: Bystander): Promise<void> {
  let job!: Job;
  const path = (rest: string) => `/jobs/${job.id}${rest}`;
  const post = async <T>(rest: string, json?: unknown) => {
    const answer = await owner.post<T>(path(rest), json);
    if (answer.status >= 300) throw new Error(`${rest}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const readable = async ({ version }: { version: number }) =>
    await owner.get(path(`/contacts?limit=100&min_version=${version}`));
  const rule = async (type: Issue["type"], name: string) => {
    const { version, batch_id } = await post<{ version: number; batch_id: string | null }>(
      "/resolve",
      { type, rule: name },
    );
    await owner.get(path(`/issues?limit=10&min_version=${version}`));
    return batch_id;
  };
  let batch: string | null = null;
  const step = (name: string, work: () => Promise<unknown>) => bystander.during(name, work);

  await step("upload until NEEDS_REVIEW", async () => {
    job = (await owner.upload(contactsCsv(rows))).body;
    job = await owner.settled(job.id);
  });
  const open = await owner.issues(job.id, `limit=${DECISIONS}&status=OPEN&type=DUPLICATE_EMAIL`);
  await step(`${open.length} single decisions`, async () => {
    for (const { id, payload } of open) {
      await owner.post(`/issues/${id}/resolve`, {
        chosen_row_id: payload.candidates[0]!.raw_row_id,
      });
    }
  });
  await step("bulk rules", async () => {
    for (const type of Object.keys(job.issue_counts) as Issue["type"][]) {
      batch = await rule(type, type === "DUPLICATE_EMAIL" ? "first" : "skip") ?? batch;
    }
  });
  await step(
    "finalise, list readable",
    async () => readable(await post<{ version: number }>("/finalize")),
  );
  await step("undo of a rule", async () => {
    const { status, body } = await owner.call<{ version: number }>(path(`/batches/${batch}`), {
      method: "DELETE",
    });
    if (status !== 200) throw new Error(JSON.stringify(body));
    await owner.get(path(`/issues?limit=10&min_version=${body.version}`));
  });
  await step("the rule, finalise again", async () => {
    for (const type of Object.keys(job.issue_counts) as Issue["type"][]) {
      await rule(type, type === "DUPLICATE_EMAIL" ? "last" : "skip");
    }
    await readable(await post<{ version: number }>("/finalize"));
  });
  await step("diff", () => owner.get(path("/contacts/diff?limit=100")));
  for (const file of ["contacts.csv", "contacts.xlsx", "contacts.json", "rejected.csv"]) {
    await step(file, () => owner.call(path(`/${file}`)));
  }
  await step("search by text", () => owner.get(path("/contacts?q=dvo%C5%99%C3%A1k&limit=100")));
  await step("sort by a field", () => owner.get(path("/contacts?sort=-last_name&limit=100")));
  await step("filter", () => owner.get(path("/rows?filter=state:is:excluded&limit=100")));
  const { version } = await owner.get<Job>(path(""));
  await step("the past", () => owner.get(path(`/contacts?at_version=${version}&limit=100`)));
  await step("delete, until it is gone", async () => {
    await owner.call(path(""), { method: "DELETE" });
    while ((await owner.call(path(""))).status !== 404);
  });
}

/** Another user: asks for a page of issues again and again, and uploads small files. */
class Bystander {
  /** whether the stack is about to end */
  ended = false;
  #queries: number[] = [];
  #uploads: number[] = [];
  #alone = { query: 1, upload: 1 };

  private constructor(readonly client: ApiClient, readonly jobId: string) {
    this.#ask();
    this.#upload();
  }

  static async start(client: ApiClient): Promise<Bystander> {
    const { id } = await client.import(contactsCsv(SMALL_ROWS));
    return new Bystander(client, id);
  }

  async beside(name: string, ms: number): Promise<void> {
    [this.#queries, this.#uploads] = [[], []];
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.#alone = { query: median(this.#queries), upload: median(this.#uploads) };
    const { query, upload } = this.#alone;
    note(name, { text: `query ${query.toFixed(0)}, upload ${upload.toFixed(0)}` });
  }

  async during(name: string, work: () => Promise<unknown>): Promise<void> {
    this.#queries = [];
    this.#uploads = [];
    const began = performance.now();
    await work();
    const took = performance.now() - began;
    const times = (all: number[], alone: number) =>
      all.length === 0 ? "-" : `×${(median(all) / alone).toFixed(1)}`;
    const text = `${took.toFixed(0)} (query ${times(this.#queries, this.#alone.query)}, upload ` +
      `${times(this.#uploads, this.#alone.upload)})`;
    note(name, { ms: took, text });
  }

  async #ask(): Promise<void> {
    await this.#again(this.#noted(() => this.#queries), async () => {
      await this.client.issues(this.jobId, "limit=20");
    });
  }

  async #upload(): Promise<void> {
    await this.#again(this.#noted(() => this.#uploads), async () => {
      const { id } = await this.client.import(contactsCsv(SMALL_ROWS));
      await this.client.call(`/jobs/${id}`, { method: "DELETE" });
    });
  }

  #noted(into: () => number[]): (ms: number) => void {
    return (ms) => void into().push(ms);
  }

  /** Until the stack is gone. */
  async #again(note: (ms: number) => void, act: () => Promise<void>): Promise<void> {
    for (;;) {
      const began = performance.now();
      try {
        await act();
      } catch (error) {
        // Once the stack is gone nobody is left to ask; before, a refusal is a result.
        if (this.ended) return;
        console.log(`  the bystander was refused: ${error}`);
      }
      note(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function note(name: string, cell: Cell): void {
  table.set(name, [...table.get(name) ?? [], cell]);
  console.log(`  ${name.padEnd(32)} ${cell.text}`);
}

/** How many times as long a step takes in the slowest state as in the fastest. */
function spread(cells: Cell[]): string {
  const times = cells.flatMap(({ ms }) => ms ?? []);
  return times.length === 0 ? "" : `×${(Math.max(...times) / Math.min(...times)).toFixed(1)}`;
}

async function formerJob(client: ApiClient): Promise<void> {
  const { id, issue_counts } = await client.import(contactsCsv(SMALL_ROWS));
  for (const type of Object.keys(issue_counts)) {
    const rule = type === "DUPLICATE_EMAIL" ? "first" : "skip";
    await client.post(`/jobs/${id}/resolve`, { type, rule });
  }
  await client.post(`/jobs/${id}/finalize`);
}

async function analyse({ ownerUrl }: TestStack): Promise<void> {
  const sql = connect(ownerUrl, { name: "bench", max: 1 });
  await sql`analyze`;
  await sql.end({ timeout: 1 });
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 1;
}

for (const state of states) await measure(state);
const line = (first: string, cells: string[], last: string) =>
  console.log(
    first.padEnd(34) + cells.map((cell) => cell.padStart(34)).join("") + last.padStart(8),
  );
console.log();
line("ms", states.map(({ name }) => name), "spread");
for (const [step, cells] of table) line(step, cells.map(({ text }) => text), spread(cells));
