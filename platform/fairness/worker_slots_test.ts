import assert from "node:assert/strict";
import { NOT_BEGUN, WorkerSlots } from "./worker_slots.ts";

/** Places with work that ends when the test says so. */
function placesOf(count: number) {
  const places = new WorkerSlots(count);
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const run = (name: string) => {
    ends.set(name, Promise.withResolvers());
    return places.run(name[0]!, async () => {
      begun.push(name);
      await ends.get(name)!.promise;
      return name;
    });
  };
  const end = async (name: string) => {
    ends.get(name)!.resolve();
    await settled();
  };
  return { places, begun, run, end };
}

/** Lets all that is ready go on. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

Deno.test("places: one owner never has the last place (promise 12)", async () => {
  const { begun, run, end } = placesOf(3);
  for (const name of ["a1", "a2", "a3", "a4"]) run(name);
  await settled();
  assert.deepEqual(begun, ["a1", "a2"]);
  run("b1");
  await settled();
  assert.deepEqual(begun, ["a1", "a2", "b1"]);
  await end("a1");
  assert.deepEqual(begun.at(-1), "a3");
  await end("b1");
  assert.equal(begun.length, 4, "the place that b left is not a's");
});

Deno.test("worker slots: the owner who waits longest is next, however many items others have", async () => {
  const { begun, run, end } = placesOf(2);
  for (const name of ["a1", "a2", "a3", "b1", "c1"]) run(name);
  await settled();
  assert.deepEqual(begun, ["a1", "b1"]);
  await end("a1");
  await end("b1");
  assert.deepEqual(begun, ["a1", "b1", "c1", "a2"]);
});

Deno.test("worker slots: a single slot is used in turn", async () => {
  const { begun, run, end } = placesOf(1);
  for (const name of ["a1", "a2", "b1"]) run(name);
  await settled();
  await end("a1");
  await end("b1");
  assert.deepEqual(begun, ["a1", "b1", "a2"]);
});

Deno.test("worker slots: failed work releases its slot and rejects", async () => {
  const places = new WorkerSlots(1);
  await assert.rejects(places.run("a", () => Promise.reject(new Error("a bug"))), /a bug/);
  assert.equal(await places.run("a", () => Promise.resolve("next")), "next");
});

Deno.test("places: once closed nothing begins, and what has begun ends", async () => {
  const { places, begun, run, end } = placesOf(1);
  const first = run("a1"), waiting = run("b1");
  await settled();
  places.close();
  assert.equal(await waiting, NOT_BEGUN);
  assert.equal(await run("c1"), NOT_BEGUN);
  await end("a1");
  assert.equal(await first, "a1");
  assert.deepEqual(begun, ["a1"]);
  assert.equal(places.waiting, 0);
});
