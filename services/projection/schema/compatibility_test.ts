import assert from "node:assert/strict";
import type { Fold } from "./fingerprint.ts";
import { compatibilityOf, isOf } from "./compatibility.ts";
import type { Generation } from "./registry.ts";

const own: Fold = { number: 2, fingerprint: "b".repeat(64) };
const built = (fold: number, fingerprint: string | null): Generation => ({
  number: 7,
  state: "live",
  fold,
  fingerprint,
  position: 0,
  started_at: new Date(0),
  ready_position: null,
  ready_at: null,
  live_position: 0,
  live_at: new Date(0),
  retired_position: null,
  retired_at: null,
  discarded_at: null,
});

Deno.test("compatibility: a generation of the own fold is served, whatever its number", () => {
  assert.deepEqual(compatibilityOf(built(2, own.fingerprint), own), { verdict: "own" });
});

Deno.test("compatibility: a changed fold under an unchanged number is refused with both fingerprints", () => {
  assert.deepEqual(compatibilityOf(built(2, "a".repeat(64)), own), {
    verdict: "refused",
    sentence: "the fold or its tables have changed under an unchanged number: generation 7 was " +
      "built by fold 2 (aaaaaaaaaaaa), this code is fold 2 (bbbbbbbbbbbb); raise GENERATION in " +
      "services/projection/schema/generation.ts and run `deno task replay`",
  });
});

Deno.test("compatibility: a newer and an older fold wait, each told what to run", () => {
  const newer = compatibilityOf(built(1, "a".repeat(64)), own),
    older = compatibilityOf(built(3, "a".repeat(64)), own);
  assert(newer.verdict === "waits" && /run `deno task replay` to build/.test(newer.sentence));
  assert(older.verdict === "waits" && /or run `deno task replay --rollback`/.test(older.sentence));
});

Deno.test("compatibility: the same outcome under another number is another fold", () => {
  assert.equal(isOf(built(1, own.fingerprint), own), false);
});

Deno.test("compatibility: read models from before fingerprints are taken for those of their number", () => {
  assert.deepEqual(compatibilityOf(built(2, null), own), { verdict: "own" });
  assert.equal(compatibilityOf(built(1, null), own).verdict, "waits");
});
