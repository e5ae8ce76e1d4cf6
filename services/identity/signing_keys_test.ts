import assert from "node:assert/strict";
import fc from "fast-check";
import { type KeyTimes, planRotation } from "./signing_keys.ts";

const policy = { intervalMs: 1000, leadMs: 100, graceMs: 300 };
const at = (ms: number) => new Date(ms);
const generations = (keys: KeyTimes[]) => keys.map((key) => key.generation);

Deno.test("rotation: given no key, then one is made that signs at once", () => {
  const plan = planRotation([], policy, at(5));
  assert.deepEqual(plan, {
    signer: undefined,
    published: [],
    create: { generation: 1, signsFrom: at(5) },
    remove: [],
  });
});

Deno.test("rotation: the first key signs, though another's clock made it a moment later", () => {
  const plan = planRotation([{ generation: 1, signsFrom: at(7) }], policy, at(5));
  assert.equal(plan.signer?.generation, 1);
  assert.equal(plan.create, undefined);
});

Deno.test("rotation: given a young key, then nothing changes", () => {
  const keys = [{ generation: 1, signsFrom: at(0) }];
  const plan = planRotation(keys, policy, at(899));
  assert.equal(plan.signer?.generation, 1);
  assert.equal(plan.create, undefined);
});

Deno.test("rotation: the next key is published before it signs", () => {
  const keys = [{ generation: 1, signsFrom: at(0) }];
  const { create } = planRotation(keys, policy, at(900));
  assert.deepEqual(create, { generation: 2, signsFrom: at(1000) });
  const both = planRotation([...keys, { generation: 2, signsFrom: at(1000) }], policy, at(950));
  assert.equal(both.signer?.generation, 1);
  assert.deepEqual(generations(both.published), [1, 2]);
});

Deno.test("rotation: a key that signs no more stays published for the grace, then goes", () => {
  const keys = [{ generation: 1, signsFrom: at(0) }, { generation: 2, signsFrom: at(1000) }];
  const during = planRotation(keys, policy, at(1299));
  assert.equal(during.signer?.generation, 2);
  assert.deepEqual(generations(during.published), [1, 2]);
  const after = planRotation(keys, policy, at(1300));
  assert.deepEqual(generations(after.published), [2]);
  assert.deepEqual(generations(after.remove), [1]);
});

Deno.test("rotation: after a long pause the old key signs until the new one is known", () => {
  const plan = planRotation([{ generation: 1, signsFrom: at(0) }], policy, at(50_000));
  assert.equal(plan.signer?.generation, 1);
  assert.deepEqual(plan.create, { generation: 2, signsFrom: at(50_100) });
});

Deno.test("rotation: whenever it runs, a token verifies for its whole life with the set then", () => {
  const tokenMs = policy.graceMs;
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 2 }), (gaps) => {
    let keys: KeyTimes[] = [];
    let now = 0;
    const tokens: { generation: number; issued: number }[] = [];
    for (const gap of gaps) {
      now += gap;
      let plan = planRotation(keys, policy, at(now));
      if (plan.create) keys = [...keys, plan.create];
      keys = keys.filter((key) => !plan.remove.includes(key));
      plan = planRotation(keys, policy, at(now));
      const live = tokens.filter(({ issued }) => now - issued < tokenMs);
      for (const { generation } of live) assert(generations(plan.published).includes(generation));
      assert(plan.signer);
      tokens.push({ generation: plan.signer.generation, issued: now });
    }
  }));
});
