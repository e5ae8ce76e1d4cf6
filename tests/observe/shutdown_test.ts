/**
 * Every service that is told to end while it works ends by itself, with 0 and in time, and nothing
 * is lost (promise 5). With telemetry on: that is when Deno once kept the process from ending.
 */
import assert from "node:assert/strict";
import { services } from "../../deploy/local/services.ts";
import { ApiClient } from "../api/client.ts";
import { contactsCsv } from "../bench/contacts.ts";
import { startCollector } from "../harness/otlp.ts";
import { startStack, type TestStack } from "../harness/stack.ts";
import { settles } from "./settles.ts";

const GRACE_MS = 30_000;
const ROWS = 3_000;
const FILE = contactsCsv(ROWS);

Deno.test("SIGTERM during work ends each service with 0 in time, and nothing is lost", async (t) => {
  const collector = startCollector();
  const stack = await startStack({ variables: collector.variables });
  const client = await ApiClient.register(stack.apiUrl);
  const { id, conflict_count } = await client.import(FILE);
  const looking = watch(stack, client, id);

  for (const { name } of services) {
    await t.step(name, async () => {
      const job = uploadUntilAccepted(client);
      // The services behind the upload have work once it is in; those before it have it now.
      if (!["gateway", "upload", "identity"].includes(name)) await job;
      const began = Date.now();
      await stack.kill(name, "SIGTERM");
      const tookMs = Date.now() - began;
      const said = stack.output(name).slice(-8);
      assert.ok(tookMs < GRACE_MS, `${name} took ${tookMs} ms`);
      await settles(() => ended(stack, name), () => said);
      assert.equal(ended(stack, name), "(exit code 0)", said.join("\n"));
      assert.deepEqual(said.filter((line) => /still open|too long/.test(line)), []);
      await stack.ready(name);

      const done = await client.settled(await job);
      assert.deepEqual(
        [done.status, done.total_rows, done.conflict_count],
        ["NEEDS_REVIEW", ROWS, conflict_count],
      );
    });
  }
  looking.abort();
  await stack.close();
  await collector.close();
});

/** How the process ended last. */
function ended(stack: TestStack, name: string): string | undefined {
  return stack.output(name).findLast((line) => /^\((exit code|killed)/.test(line));
}

/** What a client does whose connection broke or who is told to come back. */
async function uploadUntilAccepted(client: ApiClient): Promise<string> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  for (const deadline = Date.now() + 60_000;;) {
    const answer = await client.upload(FILE, { headers }).catch((error) => ({
      status: 0,
      body: { id: "", error },
    }));
    if (answer.status === 201) return answer.body.id;
    assert.ok([0, 502, 503, 408].includes(answer.status), JSON.stringify(answer.body));
    assert.ok(Date.now() < deadline, `still refused: ${JSON.stringify(answer.body)}`);
  }
}

/** Somebody who looks at the job all the time: live streams must not keep anybody from ending. */
function watch(stack: TestStack, client: ApiClient, jobId: string): AbortController {
  const leaving = new AbortController();
  (async () => {
    const headers = { authorization: `Bearer ${client.token}` };
    const url = `${stack.apiUrl}/jobs/${jobId}/stream`;
    while (!leaving.signal.aborted) {
      const response = await fetch(url, { headers, signal: leaving.signal }).catch(() => null);
      await response?.text().catch(() => {});
    }
  })();
  return leaving;
}
