import assert from "node:assert/strict";
import { refusalOf, rowsToKeep } from "./quotas.ts";

const quotas = { filesInWork: 2, bytesKept: 1_000, rowsKept: 50, rowsOfJob: 30 };
const nothing = { filesInWork: 0, bytesKept: 0, rowsKept: 0 };

Deno.test("quotas: what fits is let in, to the last byte and row", () => {
  assert.equal(refusalOf(nothing, quotas, { bytes: 1_000, rows: 50 }), undefined);
  const some = { filesInWork: 1, bytesKept: 400, rowsKept: 20 };
  assert.equal(refusalOf(some, quotas, { bytes: 600, rows: 30 }), undefined);
  assert.equal(refusalOf(some, quotas, { bytes: 0, rows: 0 }), undefined);
});

Deno.test("quotas: a file counts with no more rows than one job keeps", () => {
  assert.equal(rowsToKeep(21, quotas), 20);
  assert.equal(rowsToKeep(5_000_001, quotas), 30);
  assert.equal(rowsToKeep(0, quotas), 0);
});

Deno.test("quotas: who has nothing is not told to delete what he has", () => {
  for (const addition of [{ bytes: 1_001, rows: 0 }, { bytes: 1, rows: 51 }]) {
    const refusal = refusalOf(nothing, quotas, addition);
    assert.equal(refusal?.status, 413);
    assert.match(refusal.detail, /^This file brings up to [\d,]+ (bytes of files|rows), and/);
    assert.match(refusal.detail, /the most that you may keep\. Split the file/);
  }
});

Deno.test("quotas: a refusal names the limit, what the user has, and the way out", () => {
  const cases = [
    [
      { ...nothing, filesInWork: 2 },
      { bytes: 1, rows: 1 },
      "You have 2 files in work, and 2 is the most at once. Try again when one of them has been " +
      "read, or delete one.",
      "5",
    ],
    [
      { ...nothing, bytesKept: 400 },
      { bytes: 601, rows: 1 },
      "You keep 400 bytes of files, and 1,000 is the most. This file brings up to 601 more. " +
      "Delete jobs that you no longer need, then try again.",
      "60",
    ],
    [
      { ...nothing, rowsKept: 50 },
      { bytes: 0, rows: 0 },
      "You keep 50 rows, and 50 is the most. Delete jobs that you no longer need, then try again.",
      "60",
    ],
  ] as const;
  for (const [usage, addition, sentence, retryAfter] of cases) {
    const refusal = refusalOf(usage, quotas, addition);
    assert(refusal);
    assert.equal(refusal.status, 429);
    assert.equal(refusal.detail, sentence);
    assert.equal(refusal.headers["retry-after"], retryAfter);
    assert.match(refusal.headers.ratelimit!, /^"[a-z-]+";r=0;t=\d+$/);
  }
});
