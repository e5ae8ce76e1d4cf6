/**
 * `deno task bench:worst [word | file.csv]`: what the worst files come to (tests/bench/worst_files.ts;
 * only those whose name has the word), or a file of one's own, of up to 100 MB. Each goes through services that have just started; told are the outcome,
 * the bytes in the event store and in the read models, the largest page of the API, and the most
 * memory that a process held.
 */
import { connect, type Sql } from "@rollcall/event-store";
import type { Job } from "@rollcall/contracts/api";
import { ApiClient } from "../api/client.ts";
import { startStack, type TestStack } from "../harness/stack.ts";
import { type WorstFile, worstFiles } from "./worst_files.ts";

const WATCHED = ["parsing", "dedupe", "projection"];
/** A job's time; some are slow on purpose. */
const PATIENCE_MS = 5 * 60_000;

const [word = ""] = Deno.args;
const ownFile = word.endsWith(".csv");
const stack = await startStack({
  stores: "own",
  variables: ownFile ? { MAX_UPLOAD_BYTES: "104857600" } : {},
});
const sql = connect(stack.ownerUrl, { name: "worst", max: 2 });
try {
  const client = await ApiClient.register(stack.apiUrl);
  const files: WorstFile[] = ownFile
    ? [{ name: word, filename: "worst.csv", make: () => Deno.readFileSync(word) }]
    : worstFiles.filter(({ name }) => name.includes(word));
  for (const file of files) await tell(client, file);
} finally {
  await sql.end({ timeout: 2 });
  await stack.close();
}

async function tell(client: ApiClient, { name, filename, make }: WorstFile): Promise<void> {
  for (const service of WATCHED) {
    await stack.kill(service, "SIGTERM");
    await stack.ready(service);
  }
  const bytes = make(), startedAt = Date.now(), before = await storedBytes(sql);
  const { body: { id }, status } = await client.upload(bytes, { name: filename });
  if (status !== 201) throw new Error(`${name}: ${status}`);
  const job = await atRest(client, id);
  const took = (Date.now() - startedAt) / 1_000;
  const after = await storedBytes(sql);
  console.log(`${name}: ${megabytes(bytes.length)}, ${took.toFixed(1)} s`);
  console.log(`  ${job.status} ${job.error?.code ?? ""} ${job.error?.message ?? ""}`);
  console.log(`  ${job.total_rows} rows, ${job.conflict_count} questions`);
  const grown = (of: "events" | "models") =>
    `${megabytes(after[of] - before[of])} (${
      ((after[of] - before[of]) / bytes.length).toFixed(1)
    }x)`;
  console.log(`  event store ${grown("events")}, read models ${grown("models")}`);
  console.log(`  pages: ${await pages(client, id)}`);
  console.log(`  peak memory: ${await peaks(stack)}`);
  const begun = stack.output("parsing").filter((line) => line.includes("work is postponed"));
  console.log(`  the parser was told to wait ${begun.length} times`);
}

async function atRest(client: ApiClient, id: string): Promise<Job> {
  for (const end = Date.now() + PATIENCE_MS;;) {
    const { status, body: job } = await client.call<Job>(`/jobs/${id}`);
    // 503: the read models are behind.
    const isWorking = status === 503 || ["PENDING", "PROCESSING"].includes(job.status);
    if (!isWorking || status === 200 && Date.now() > end) return job;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function storedBytes(sql: Sql): Promise<{ events: number; models: number }> {
  const [row] = await sql<{ events: number; models: number }[]>`
    select (select coalesce(sum(bytes), 0) from event_store.event)::float8 as events,
           (select coalesce(sum(pg_total_relation_size(c.oid)), 0)
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname like 'read_models_g%' and c.relkind in ('r', 'p'))::float8 as models`;
  return row!;
}

async function pages(client: ApiClient, id: string): Promise<string> {
  const sizes = [];
  for (const list of ["rows", "issues"]) {
    const startedAt = Date.now();
    const { status, body } = await client.call<unknown[]>(`/jobs/${id}/${list}?limit=1000`);
    const size = status === 200 ? megabytes(JSON.stringify(body).length) : String(status);
    sizes.push(`${list} ${body.length} in ${size}, ${Date.now() - startedAt} ms`);
  }
  return sizes.join("; ");
}

/** VmHWM: the most that the process has had in memory since it began. */
async function peaks(stack: TestStack): Promise<string> {
  const told = WATCHED.map(async (service) => {
    const status = await Deno.readTextFile(`/proc/${stack.pid(service)}/status`);
    const kilobytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
    return `${service} ${(kilobytes / 1024).toFixed(0)} MiB`;
  });
  return (await Promise.all(told)).join(", ");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
