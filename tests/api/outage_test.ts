/**
 * A store that hangs: uploads are refused with a time to come back, nothing is lost, and everything
 * goes on by itself once it answers again (promises 5 and 11). OUTAGE_SECONDS=60 for the long form.
 */
import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import { contactsCsv } from "../bench/contacts.ts";
import { scaled } from "../harness/deadline.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import type { TestStack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { descendantsOf } from "../local/process_tree.ts";
import { ApiClient, assertProblem } from "./client.ts";

const SECONDS = Number(Deno.env.get("OUTAGE_SECONDS") ?? 5);
const FILE = contactsCsv(2_000);
/** A client is told to come back before it would give up. */
const ANSWER_MS = 30_000;

Deno.test("a store that hangs is waited out, and an upload is told to come back", async (t) => {
  const { stack, giveBack } = await borrowStack("own-stores");
  const client = await ApiClient.register(stack.apiUrl);
  assert.equal((await client.import(FILE)).status, "NEEDS_REVIEW");

  for (const store of ["postgres", "emulator"]) {
    await t.step(`${store} hangs for ${SECONDS} s`, async () => {
      const { body: before } = await client.upload(FILE);
      const frozen = await signalAll(stack, store, "SIGSTOP");
      const until = Date.now() + SECONDS * 1_000;
      try {
        const began = Date.now();
        const refused = await client.upload(FILE);
        assertProblem(refused, 503);
        assert.ok(Number(refused.headers.get("retry-after")) > 0);
        assert.ok(
          Date.now() - began < scaled(ANSWER_MS),
          `answered after ${Date.now() - began} ms`,
        );
        assert.equal((await fetch(`${stack.urlOf("upload")}/readyz`)).status, 503);
        assert.equal((await fetch(`${stack.urlOf("upload")}/healthz`)).status, 200);
        while (Date.now() < until) await (await fetch(`${stack.urlOf("upload")}/readyz`)).text();
      } finally {
        for (const pid of frozen) Deno.kill(pid, "SIGCONT");
      }
      const after = await uploadUntilAccepted(client);
      for (const id of [before.id, after.id]) {
        assert.equal((await client.atRest(id)).status, "NEEDS_REVIEW");
      }
    });
  }
  giveBack();
});

async function signalAll(stack: TestStack, name: string, signal: Deno.Signal): Promise<number[]> {
  const pid = stack.pid(name);
  assert.ok(pid);
  // The children first: a postmaster that still runs would replace them.
  const pids = [pid, ...await descendantsOf(pid)];
  for (const one of pids) Deno.kill(one, signal);
  return pids;
}

/** What a client does that is told to come back. */
async function uploadUntilAccepted(client: ApiClient): Promise<Job> {
  const { body } = await until(
    "the upload is accepted",
    () => client.upload(FILE, { headers: { "idempotency-key": "later" } }),
    ({ status, body }) => {
      assert.ok([201, 503].includes(status), JSON.stringify(body));
      return status === 201;
    },
  );
  return body;
}
