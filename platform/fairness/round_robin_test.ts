import assert from "node:assert/strict";
import fc from "fast-check";
import { RoundRobin } from "./round_robin.ts";

/** All that is taken, one after another. */
function taken(queue: RoundRobin<string>): string[] {
  const items: string[] = [];
  for (let next = queue.take(); next; next = queue.take()) items.push(next.item);
  return items;
}

Deno.test("round robin: one of each owner in turn, in order of arrival for each", () => {
  const queue = new RoundRobin<string>();
  for (const item of ["a1", "a2", "a3", "b1", "c1", "c2"]) queue.add(item[0]!, item);
  assert.deepEqual(taken(queue), ["a1", "b1", "c1", "a2", "c2", "a3"]);
});

Deno.test("round robin: an owner who may have none is skipped and keeps their turn", () => {
  const queue = new RoundRobin<string>();
  for (const item of ["a1", "b1"]) queue.add(item[0]!, item);
  assert.deepEqual(queue.take((owner) => owner !== "a"), { owner: "b", item: "b1" });
  assert.equal(queue.take(() => false), undefined);
  assert.equal(queue.size, 1);
  assert.deepEqual(queue.take(), { owner: "a", item: "a1" });
});

Deno.test("round robin: no owner waits for more than one item of each other owner", () => {
  const arrivals = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 40 });
  fc.assert(fc.property(arrivals, (owners) => {
    const queue = new RoundRobin<number>();
    owners.forEach((owner, i) => queue.add(owner, i));
    const order = Array.from({ length: owners.length }, () => queue.take()!);
    assert.equal(queue.size, 0);
    order.forEach(({ owner }, at) => {
      const next = order.findIndex((later, i) => i > at && later.owner === owner);
      const between = next < 0 ? [] : order.slice(at + 1, next).map((other) => other.owner);
      assert.equal(new Set(between).size, between.length, order.map((o) => o.owner).join(""));
    });
  }));
});
