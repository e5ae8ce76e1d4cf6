import assert from "node:assert/strict";
import { refusalOf, rowsToKeep } from "./quotas.ts";

const quotas = { filesInWork: 2, bytesKept: 1_000, rowsKept: 50, bytesOfDay: 2_000, rowsOfJob: 30 };
const nothing = { filesInWork: 0, bytesKept: 0, rowsKept: 0, bytesOfDay: 0 };

Deno.test("quotas: what fits is let in, to the last byte and row", () => {
  assert.equal(refusalOf(nothing, quotas, { bytes: 1_000, rows: 50 }), undefined);
  const some = { filesInWork: 1, bytesKept: 400, rowsKept: 20, bytesOfDay: 1_400 };
  assert.equal(refusalOf(some, quotas, { bytes: 600, rows: 30 }), undefined);
  assert.equal(refusalOf(some, quotas, { bytes: 0, rows: 0 }), undefined);
});

Deno.test("quotas: a file counts with no more rows than one job keeps", () => {
  assert.equal(rowsToKeep(21, quotas), 20);
  assert.equal(rowsToKeep(5_000_001, quotas), 30);
  assert.equal(rowsToKeep(0, quotas), 0);
});

Deno.test("quotas: a refusal names the limit, what the user has, and what the file brings", () => {
  const cases = [
    [
      { ...nothing, filesInWork: 2 },
      { bytes: 1, rows: 1 },
      { outcome: "too many files in work", own: 2, most: 2 },
    ],
    [
      { ...nothing, bytesKept: 400 },
      { bytes: 601, rows: 1 },
      { outcome: "too much kept", what: "bytes", own: 400, more: 601, most: 1_000 },
    ],
    [
      { ...nothing, rowsKept: 50 },
      { bytes: 0, rows: 0 },
      { outcome: "too much kept", what: "rows", own: 50, more: 0, most: 50 },
    ],
    [nothing, { bytes: 1, rows: 51 }, {
      outcome: "too much kept",
      what: "rows",
      own: 0,
      more: 51,
      most: 50,
    }],
    [
      { ...nothing, bytesOfDay: 1_500 },
      { bytes: 501, rows: 1 },
      { outcome: "too much in a day", own: 1_500, more: 501, most: 2_000 },
    ],
  ] as const;
  for (const [usage, addition, refusal] of cases) {
    assert.deepEqual(refusalOf(usage, quotas, addition), refusal);
  }
});
