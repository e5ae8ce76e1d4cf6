/**
 * `deno task bench:fair [files]`: how long a small file takes beside another user's many large ones,
 * as a ratio to what it takes alone in the same run. Each user has had a list before, so that no
 * service is cold (ADR 20).
 */
import { ApiClient } from "../api/client.ts";
import { startStack } from "../harness/stack.ts";
import { contactsCsv } from "./contacts.ts";
import { quantile } from "./quantile.ts";

const files = Number(Deno.args[0]) || 12;
/** About 1 MB. */
const LARGE_ROWS = 14_000;
const SMALL_ROWS = 20;
const ALONE = 20;
/** As many as one user may send at once. */
const AT_ONCE = 4;

const stack = await startStack({ stores: "own" });
try {
  const crowd = await ApiClient.register(stack.apiUrl);
  const person = await ApiClient.register(stack.apiUrl);
  await crowd.import(contactsCsv(LARGE_ROWS));
  await small(person);

  const alone: number[] = [];
  for (let i = 0; i < ALONE; i++) alone.push(await small(person));

  const beside: number[] = [];
  let isOver = false;
  const work = sendAll(crowd).finally(() => isOver = true);
  while (!isOver) beside.push(await small(person));
  const took = await work;

  tell("alone", alone);
  tell(`beside ${files} files of ${LARGE_ROWS} rows, ${(took / 1_000).toFixed(1)} s`, beside);
  console.log(
    `ratio: median ${(quantile(beside, 0.5) / quantile(alone, 0.5)).toFixed(1)}, ` +
      `95th percentile ${(quantile(beside, 0.95) / quantile(alone, 0.95)).toFixed(1)}`,
  );
} finally {
  await stack.close();
}

/** Milliseconds from the file to its questions. */
async function small(person: ApiClient): Promise<number> {
  const began = performance.now();
  const { id } = await person.import(contactsCsv(SMALL_ROWS));
  const took = performance.now() - began;
  await person.call(`/jobs/${id}`, { method: "DELETE" });
  return took;
}

/** Milliseconds until the last of the large files is read and compared. */
async function sendAll(crowd: ApiClient): Promise<number> {
  const began = performance.now();
  const text = contactsCsv(LARGE_ROWS);
  const ids: string[] = [];
  const waiting = Array.from({ length: files }, () => text);
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (waiting.pop()) {
      const { status, body } = await crowd.upload(text);
      if (status !== 201) throw new Error(JSON.stringify(body));
      ids.push(body.id);
    }
  }));
  for (const id of ids) await crowd.atRest(id);
  return performance.now() - began;
}

function tell(what: string, times: number[]): void {
  console.log(
    `${what}: ${times.length} small files, median ${quantile(times, 0.5).toFixed(0)} ms, ` +
      `95th percentile ${quantile(times, 0.95).toFixed(0)} ms, worst ${
        quantile(times, 1).toFixed(0)
      } ms`,
  );
}
