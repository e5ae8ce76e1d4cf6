import assert from "node:assert/strict";
import { upcast } from "./registry.ts";
import { resolutionCount, resolutionsIn } from "./resolutions.ts";

const data = {
  jobId: "0199a3c2-7d1e-7c44-9b0a-3f5e8d2c61a7",
  rule: "skip",
  batchId: null,
  resolutions: [{ number: 9, action: "choose" as const, chosenRowId: 4 }],
};

Deno.test("resolutions: grouped decisions are listed like any other", () => {
  const alike = [
    { action: "skip" as const, numbers: "1,3-4" },
    { action: "skip" as const, numbers: "5,7", viaBefore: 1 },
    { action: "skip" as const, numbers: "2", viaBefore: -1 },
    { action: "keep" as const, numbers: "8", via: 1 },
  ];
  assert.deepEqual([...resolutionsIn({ ...data, alike })], [
    { number: 9, action: "choose", chosenRowId: 4 },
    { number: 1, action: "skip" },
    { number: 3, action: "skip" },
    { number: 4, action: "skip" },
    { number: 5, action: "skip", via: 4 },
    { number: 7, action: "skip", via: 6 },
    { number: 2, action: "skip", via: 3 },
    { number: 8, action: "keep", via: 1 },
  ]);
  assert.equal(resolutionCount({ ...data, alike }), 8);
});

Deno.test("resolved: an event from before has a list alone", () => {
  assert.deepEqual([...resolutionsIn(data)], data.resolutions);
  assert.equal(resolutionCount(data), 1);
});

Deno.test("resolved: a list of numbers from before, in any order, is their set", () => {
  const { jobId } = data;
  for (const version of [1, 2]) {
    const old = { jobId, ...(version > 1 && { batchId: null }), numbers: [7, 1, 3, 2, 3] };
    assert.deepEqual(upcast("IssuesReopened", version, { data: old, personal: null }), {
      data: { jobId, batchId: null, numbers: "1-3,7" },
      personal: null,
    });
  }
});
