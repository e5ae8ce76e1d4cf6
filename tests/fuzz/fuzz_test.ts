/** The short form of `deno task fuzz`, and its judge on answers that break what is promised. */
import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import { pendingJob } from "../../contracts/api/story.ts";
import { type Answer, ApiClient } from "../api/client.ts";
import { scaled } from "../harness/deadline.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { Random } from "../oracle/random.ts";
import { allShapes } from "../shapes/all_shapes.ts";
import { runFuzz } from "./fuzz_run.ts";
import { type FuzzInput, InputSource } from "./random_input.ts";
import { shrink } from "./shrink.ts";
import { openStoredBytes } from "./stored_bytes.ts";
import { tryInput } from "./try_input.ts";

const SEED = Number(Deno.env.get("FUZZ_SEED") ?? Math.floor(Math.random() * 1e9));

Deno.test("no file gives a 5xx, a stuck job or a failure without a sentence (promise 11)", async (t) => {
  const stack = sharedStack();
  const { storedBytes, close } = openStoredBytes(stack);
  try {
    await t.step(`100 tries, FUZZ_SEED=${SEED}`, async () => {
      const client = await ApiClient.register(stack.apiUrl);
      const { tried, failures, outcomes } = await runFuzz(client, await allShapes(), {
        ...{
          seed: SEED,
          tries: 100,
          atOnce: 8,
          deadlineMs: scaled(30_000),
          endMs: scaled(180_000),
          storedBytes,
        },
      });
      const shown = failures.map(({ input, broken }) => ({
        broken,
        form: input.form,
        bytes: new TextDecoder("latin1").decode(input.bytes.subarray(0, 500)),
      }));
      assert.deepEqual(shown, []);
      assert.equal(tried, 100);
      assert.ok(outcomes.size > 5, JSON.stringify([...outcomes]));
    });
  } finally {
    await close();
  }
});

const input: FuzzInput = {
  path: "/jobs",
  filename: "a.csv",
  bytes: new TextEncoder().encode("0123456789".repeat(20)),
  form: { region: "DE", sheet: "x" },
};

/** A client of an API that answers so. */
const answering = (answer: (path: string) => Partial<Answer<unknown>>) =>
  ({
    send: (path: string) => Promise.resolve(answer(path)),
    call: (path: string) => Promise.resolve(answer(path)),
  }) as unknown as ApiClient;

Deno.test("the judge of fuzzing sees a 5xx, an answer out of contract and a try without answer", async () => {
  const broken = async (answer: (path: string) => Partial<Answer<unknown>>) =>
    (await tryInput(answering(answer), input, 100, () => Promise.resolve(0))).broken ?? "";
  assert.match(await broken(() => ({ status: 500, body: {} })), /^500/);
  assert.match(await broken(() => ({ status: 415, body: "no" })), /^not by the contract/);
  const problem = { type: "about:blank", title: "No", status: 415, detail: "" };
  assert.match(await broken(() => ({ status: 415, body: problem })), /no sentence/);
  assert.match(await broken(() => ({ status: 201, body: {} })), /^not by the contract: id/);
  assert.match(
    await broken(() => {
      throw new Error("connection reset");
    }),
    /^no answer: .*reset/,
  );
});

Deno.test("the judge of fuzzing sees a file that swells in the store", async () => {
  const job = {
    ...pendingJob,
    id: crypto.randomUUID(),
    status: "FAILED",
    size_bytes: 200,
    total_rows: 9,
    error: { code: "TOO_MUCH_DATA", message: "Its rows are too much." },
  } satisfies Job;
  const stored = async (bytes: number) => {
    const client = answering((path) => ({ status: path === "/jobs" ? 201 : 200, body: job }));
    return await tryInput(client, input, 100, () => Promise.resolve(bytes));
  };
  assert.match((await stored(154_000_000)).broken ?? "", /^too much is stored: 154000000/);
  assert.deepEqual(await stored(10_000_000), { outcome: "FAILED TOO_MUCH_DATA" });
});

Deno.test("the same seed gives the same inputs", async () => {
  const shapes = await allShapes();
  const made = (seed: number) => {
    const random = new Random(seed), source = new InputSource(shapes);
    return Array.from({ length: 20 }, () => source.next(random.fork()));
  };
  assert.deepEqual(made(7), made(7));
  assert.notDeepEqual(made(7), made(8));
});

Deno.test("what breaks is made small, and stays within its tries", async () => {
  let tries = 0;
  const small = await shrink(input, ({ bytes, form }) => {
    tries++;
    return Promise.resolve(form.region === "DE" && bytes.includes("7".charCodeAt(0)));
  });
  assert.deepEqual(small.form, { region: "DE" });
  assert.ok(small.bytes.length < 20, `${small.bytes.length} bytes`);
  assert.ok(tries <= 60);
});
