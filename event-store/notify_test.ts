import assert from "node:assert/strict";
import { newId } from "./ids.ts";
import { request, storeTest } from "./testing/accounts.ts";
import { eventually, signal } from "./testing/fixture.ts";
import { listen, notifier, Wake } from "./notify.ts";

const FOREVER = 600_000;

Deno.test("wake: a wake-up ends the wait, and one that came before is kept", async () => {
  const wake = new Wake();
  const waiting = wake.wait(FOREVER);
  wake.wake();
  await waiting;
  wake.wake();
  wake.wake();
  await wake.wait(FOREVER);
});

Deno.test("wake: two wake-ups before a wait are one", async () => {
  const wake = new Wake();
  wake.wake();
  wake.wake();
  await wake.wait(FOREVER);
  let ended = false;
  const second = wake.wait(FOREVER).then(() => ended = true);
  await Promise.resolve();
  assert.equal(ended, false);
  wake.wake();
  await second;
});

Deno.test("wake: without one the interval ends the wait", async () => {
  await new Wake().wait(1);
});

Deno.test("wake: an abort ends the wait, before it and during it", async () => {
  const wake = new Wake(), stop = new AbortController();
  const waiting = wake.wait(FOREVER, stop.signal);
  stop.abort();
  await waiting;
  await wake.wait(FOREVER, stop.signal);
});

storeTest(
  "wake: an append in one process wakes the listeners of another",
  async ({ sql, store }) => {
    const woken = signal();
    let ready = false;
    const { unlisten } = await listen(sql, () => ready && woken.give());
    ready = true;
    await store.append(request("account-a", 0, newId()));
    await woken.given;
    await unlisten();
  },
);

storeTest("wake: a retry that finds its own append wakes them too", async ({ sql, store }) => {
  const wanted = request("account-a", 0, newId());
  await store.append(wanted);
  let calls = 0;
  const { unlisten } = await listen(sql, () => calls++);
  const before = calls;
  assert.equal((await store.append(wanted)).outcome, "duplicate");
  await eventually("the listener is woken", () => Promise.resolve(calls > before));
  await unlisten();
});

storeTest(
  "promise 2: a listener whose session was ended listens again, and is woken for what it missed",
  async ({ sql, owner, store }) => {
    let calls = 0;
    const { unlisten } = await listen(sql, () => calls++);
    const before = calls;
    const ended = await owner`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query ilike 'listen%'`;
    assert.equal(ended.length, 1);
    await eventually("it listens again", () => Promise.resolve(calls > before));
    const again = calls;
    await store.append(request("account-a", 0, newId()));
    await eventually("it is woken again", () => Promise.resolve(calls > again));
    await unlisten();
  },
);

storeTest("wake: notifications asked for at once share the next one", async ({ sql }) => {
  let calls = 0;
  const { unlisten } = await listen(sql, () => calls++);
  const before = calls, notify = notifier(sql);
  for (let i = 0; i < 100; i++) notify();
  await eventually("two came", () => Promise.resolve(calls >= before + 2));
  await sql.notify("event_store", "");
  await eventually("the last came", () => Promise.resolve(calls >= before + 3));
  assert.equal(calls, before + 3);
  await unlisten();
});
