import assert from "node:assert/strict";
import { RightOfWay } from "./right_of_way.ts";

Deno.test("right of way: long work waits while something short is in hand (promise 12)", async () => {
  const rightOfWay = new RightOfWay(), notes: string[] = [];
  const [one, other] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const short = [one, other].map(({ promise }) => rightOfWay.first(() => promise));
  const long = rightOfWay.give().then(() => notes.push("long"));
  one.resolve();
  await short[0];
  notes.push("one");
  other.resolve();
  await short[1];
  notes.push("other");
  await long;
  assert.deepEqual(notes, ["one", "other", "long"]);
  await rightOfWay.give();
});

Deno.test("right of way: it gives way for a third of its time, however much short work there is", async () => {
  let now = 0;
  const rightOfWay = new RightOfWay(() => now), short = Promise.withResolvers<void>();
  const endless = rightOfWay.first(() => short.promise);
  const isAtOnce = async () => {
    let isThere = false;
    const given = rightOfWay.give().then(() => isThere = true);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    const atOnce = isThere;
    await given;
    return atOnce;
  };
  assert.equal(await isAtOnce(), false);
  assert.equal(await isAtOnce(), true, "all is given");
  now += 1;
  assert.equal(await isAtOnce(), true, "half a millisecond is not worth a wait");
  now += 9;
  assert.equal(await isAtOnce(), false);
  assert.equal(await isAtOnce(), true);
  short.resolve();
  await endless;
});

Deno.test("right of way: short work that fails is over too", async () => {
  const rightOfWay = new RightOfWay();
  await assert.rejects(rightOfWay.first(() => Promise.reject(new Error("no"))), /no/);
  await rightOfWay.give();
});
