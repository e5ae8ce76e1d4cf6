/** Uploads one input and looks at all that comes of it: what the API promises must hold for it. */
import { Contact, FilePreview, Issue, Job, Problem, RawRow } from "@rollcall/contracts/api";
import type { ZodType } from "zod";
import { type Answer, type ApiClient, isBehind } from "../api/client.ts";
import { pauseAfter } from "../harness/until.ts";
import type { FuzzInput } from "./random_input.ts";

/** How a try ended: an outcome to be counted, or what was promised and not kept. */
export type Tried = { outcome: string; broken?: undefined } | {
  outcome?: undefined;
  broken: string;
};

/** Of each list that is looked at, so many entries. */
const ENTRIES = 50;

/**
 * What may lie in the event store of a file: its rows' budget (services/parsing/work_limits.ts), a
 * third more for being sealed, and as much again for columns and questions.
 */
const bytesFor = (fileBytes: number) => 2 * 4 / 3 * Math.max(8 << 20, 16 * fileBytes);

/** Tells the bytes that the event store holds of a job. */
export type StoredBytes = (jobId: string) => Promise<number>;

/** @param deadlineMs after it a job that is not at rest counts as stuck */
export async function tryInput(
  client: ApiClient,
  { path, filename, bytes, form }: FuzzInput,
  deadlineMs: number,
  storedBytes: StoredBytes,
): Promise<Tried> {
  try {
    const until = Date.now() + deadlineMs;
    const answer = await client.send<unknown>(path, bytes, { name: filename, form });
    if (answer.status >= 400) return { outcome: refusal(answer) };
    if (path === "/jobs/preview") {
      const { problem } = parsed(FilePreview, answer);
      if (problem) sentence(problem.message);
      return { outcome: `preview ${problem?.code ?? "read"}` };
    }
    const job = await atRest(client, parsed(Job, answer, 201).id, until);
    const stored = await storedBytes(job.id);
    if (stored > bytesFor(bytes.length)) {
      throw new Broken(`too much is stored: ${stored} bytes of a file of ${bytes.length}`);
    }
    return { outcome: await lookAround(client, job) };
  } catch (error) {
    if (error instanceof Broken) return { broken: error.message };
    return { broken: `no answer: ${error}` };
  }
}

/** A promise that was not kept. */
class Broken extends Error {}

function refusal(answer: Answer<unknown>): string {
  if (answer.status >= 500) throw new Broken(`${answer.status}: ${JSON.stringify(answer.body)}`);
  const { code, detail } = parsed(Problem, answer, answer.status);
  sentence(detail);
  return `refused ${answer.status} ${code ?? ""}`.trim();
}

async function atRest(client: ApiClient, id: string, until: number): Promise<Job> {
  for (const began = Date.now();;) {
    const answer = await client.call(`/jobs/${id}`);
    const job = isBehind(answer) ? null : parsed(Job, answer);
    if (job && job.status !== "PENDING" && job.status !== "PROCESSING") return job;
    if (Date.now() > until) {
      throw new Broken(job ? `stuck: ${job.status}, ${job.total_rows} rows` : "never shown");
    }
    await new Promise((resolve) => setTimeout(resolve, pauseAfter(Date.now() - began)));
  }
}

async function lookAround(client: ApiClient, job: Job): Promise<string> {
  if (job.status === "FAILED") {
    if (!job.error) throw new Broken("FAILED without an error");
    sentence(job.error.message);
    if (job.error.code !== "PROCESSING_FAILED") return `FAILED ${job.error.code}`;
    throw new Broken(`a stage failed on every try: ${job.error.message}`);
  }
  const list = <T>(name: string, schema: ZodType<T>) =>
    client.call(`/jobs/${job.id}/${name}?limit=${ENTRIES}`)
      .then((answer) => parsed(schema.array(), answer));
  await Promise.all([
    list("rows", RawRow),
    list("issues", Issue),
    ...(job.status === "COMPLETED" ? [list("contacts", Contact)] : []),
  ]);
  return job.status;
}

/** The answer's body, by its contract. */
function parsed<T>(schema: ZodType<T>, { status, body }: Answer<unknown>, expected = 200): T {
  if (status !== expected) throw new Broken(`${status}: ${JSON.stringify(body)}`);
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Broken(`not by the contract: ${issue?.path.join(".")}: ${issue?.message}`);
}

function sentence(text: string): void {
  if (!/\S{2,}/.test(text)) throw new Broken(`${JSON.stringify(text)} is no sentence`);
}
