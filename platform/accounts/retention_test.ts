import assert from "node:assert/strict";
import { DAY_MS, deleteAfter, retentionOf, tellFrom, usualRetention } from "./retention.ts";

Deno.test("retention: a job is kept by whether it had a clean list, from its last change on", () => {
  const lastAt = new Date("2026-01-01T00:00:00Z");
  const kept = retentionOf(undefined, usualRetention);
  const days = (hadList: boolean, own = kept) =>
    (deleteAfter({ lastAt, hadList }, own).getTime() - lastAt.getTime()) / DAY_MS;
  assert.equal(days(true), 90);
  assert.equal(days(false), 30);
  const own = retentionOf({ keepDays: 7, keepUnfinishedDays: null }, usualRetention);
  assert.equal(days(true, own), 7);
  assert.equal(days(false, own), 30);
});

Deno.test("retention: a bound that was lowered holds for who had set more", () => {
  const config = { ...usualRetention, RETENTION_MOST_DAYS: 60 };
  const own = { keepDays: 365, keepUnfinishedDays: 1 };
  assert.deepEqual(retentionOf(own, config), { keepDays: 60, keepUnfinishedDays: 1 });
  assert.deepEqual(retentionOf(undefined, config), { keepDays: 60, keepUnfinishedDays: 30 });
});

Deno.test("retention: a user is told a week before, if his jobs are kept for longer than that", () => {
  const lastAt = new Date("2026-01-01T00:00:00Z");
  const kept = { keepDays: 90, keepUnfinishedDays: 8 };
  const job = (hadList: boolean) => ({ lastAt, hadList });
  assert.deepEqual(tellFrom(job(true), kept), new Date("2026-03-25T00:00:00Z"));
  assert.deepEqual(tellFrom(job(false), kept), new Date("2026-01-02T00:00:00Z"));
  assert.equal(tellFrom(job(false), { ...kept, keepUnfinishedDays: 7 }), undefined);
});
