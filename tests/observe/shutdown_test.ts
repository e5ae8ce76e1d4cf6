/**
 * Every service that is told to end while it works ends by itself, with 0 and in time, and nothing
 * is lost (promise 5). With telemetry on: that is when Deno once kept the process from ending.
 */
import assert from "node:assert/strict";
import { services } from "@rollcall/platform/manifest.ts";
import { ApiClient } from "../api/client.ts";
import { contactsCsv } from "../bench/contacts.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import type { TestStack } from "../harness/stack.ts";
import { unlessAway, until } from "../harness/until.ts";

/** What platforms give a service; it ends itself before, or says that it could not. */
const TOO_LONG = /still open|too long|failed/;
const RECONNECT_MS = 500;
const ROWS = 3_000;
const FILE = contactsCsv(ROWS);

Deno.test("SIGTERM during work ends each service with 0 in time, and nothing is lost", async (t) => {
  const { stack, giveBack } = await borrowStack("observed");
  const client = await ApiClient.register(stack.apiUrl);
  const { id, conflict_count } = await client.import(FILE);
  const looking = watch(stack, client, id);

  for (const { name } of services) {
    await t.step(name, async () => {
      const job = uploadUntilAccepted(client);
      // What becomes of it is asked below; it must not end the file before.
      job.catch(() => {});
      // The services behind the upload have work once it is in; those before it have it now.
      if (!["gateway", "upload", "identity"].includes(name)) await job;
      const before = stack.restarts(name);
      await stack.kill(name, "SIGTERM");
      const said = stack.output(name).slice(-8);
      await until(`${name} has ended`, () => stack.restarts(name) > before);
      assert.equal(lastEnd(stack, name), "(exit code 0)", said.join("\n"));
      // The service watches the clock itself: this test may have to wait for its turn.
      assert.deepEqual(said.filter((line) => TOO_LONG.test(line)), []);
      await stack.ready(name);

      const done = await client.atRest(await job);
      assert.deepEqual(
        [done.status, done.total_rows, done.conflict_count],
        ["NEEDS_REVIEW", ROWS, conflict_count],
      );
    });
  }
  looking.abort();
  giveBack();
});

/** How the process ended last. */
function lastEnd(stack: TestStack, name: string): string | undefined {
  return stack.output(name).findLast((line) => /^\((exit code|killed)/.test(line));
}

/** What a client does whose connection broke or who is told to come back. */
async function uploadUntilAccepted(client: ApiClient): Promise<string> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  const accepted = await until(
    "the upload is accepted",
    unlessAway(() => client.upload(FILE, { headers })),
    ({ status, body }) => {
      assert.ok([201, 502, 503, 408].includes(status), JSON.stringify(body));
      return status === 201;
    },
  );
  return accepted.body.id;
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
      // As a browser does: in a tight loop it would take the machine from the service it waits for.
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  })();
  return leaving;
}
