/** Who is given which thread, on threads that only note what they are asked. */
import assert from "node:assert/strict";
import type { Call } from "./messages.ts";
import { type Slot, Threads } from "./threads.ts";

const call: Call = { preview: ["job", "user", { type: "resolve by rule" } as never] };

/** Threads whose calls last until they are let go. */
function watched() {
  const started: { calls: ((answer: string) => void)[]; end: () => void }[] = [];
  const forgotten: string[] = [];
  const threads = new Threads("postgres://none", undefined, () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const calls: ((answer: string) => void)[] = [];
    started.push({ calls, end });
    const thread: Slot["thread"] = {
      ended,
      call: () => new Promise((resolve) => calls.push(resolve)),
      forget: (jobIds) => void forgotten.push(...jobIds),
      close: () => Promise.resolve(end()),
    };
    return thread;
  });
  const inHand = () => started.map(({ calls }) => calls.length);
  return { threads, started, inHand, forgotten };
}

/** Lets what is ready to go on do so. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("threads: a user's calls go to one thread, another's to one that is free", async () => {
  const { threads, started, inHand } = watched();
  const first = threads.run("anna", call, true);
  const second = threads.run("anna", call, false);
  const other = threads.run("berta", call, false);
  await settled();
  assert.deepEqual(inHand(), [2, 1], "anna's decision waits for her own work, berta's for none");
  for (const { calls } of started) calls.forEach((answer) => answer("done"));
  assert.deepEqual(await Promise.all([first, second, other]), ["done", "done", "done"]);
  threads.run("anna", call, false);
  threads.run("berta", call, false);
  await settled();
  assert.deepEqual(inHand(), [3, 2], "each goes back to where his reviews are folded");
});

Deno.test("threads: three are at bulk work at most, and a fourth user's decision is served", async () => {
  const { threads, started, inHand } = watched();
  for (const user of ["anna", "berta", "carl", "dora"]) threads.run(user, call, true);
  await settled();
  assert.deepEqual(inHand(), [1, 1, 1], "the fourth bulk work waits");
  threads.run("emil", call, false);
  await settled();
  assert.deepEqual(inHand(), [1, 1, 1, 1]);
  started[0]!.calls[0]!("done");
  await settled();
  assert.deepEqual(inHand(), [2, 1, 1, 1], "the fourth takes the place that is free now");
});

Deno.test("threads: one that was started ahead gets the first call, and is started once", async () => {
  const { threads, inHand } = watched();
  threads.warmUp();
  threads.warmUp();
  assert.deepEqual(inHand(), [0]);
  threads.run("anna", call, false);
  await settled();
  assert.deepEqual(inHand(), [1]);
});

Deno.test("threads: one that ended is not used again", async () => {
  const { threads, started, inHand } = watched();
  threads.run("anna", call, false);
  started[0]!.end();
  await settled();
  threads.run("anna", call, false);
  await settled();
  assert.deepEqual(inHand(), [1, 1]);
});

Deno.test("threads: each is told which jobs were erased", async () => {
  const { threads, forgotten } = watched();
  threads.run("anna", call, false);
  threads.run("berta", call, false);
  threads.forget(["job"]);
  await settled();
  assert.deepEqual(forgotten, ["job", "job"]);
});
