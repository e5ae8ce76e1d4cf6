import assert from "node:assert/strict";
import { addsUp, percent, sharesOf } from "./account.ts";

Deno.test("contacts, merged and excluded rows are all rows", () => {
  const job = { total_rows: 50_000, contact_count: 44_819, merged_rows: 5_000, left_out_rows: 181 };
  const shares = sharesOf(job);
  assert.deepEqual(shares.map(({ rows }) => rows), [44_819, 5_000, 181]);
  assert.ok(addsUp(job, shares));
  assert.ok(!addsUp({ total_rows: 50_001 }, shares));
  assert.ok(shares.every(({ href }) => href.startsWith("?tab=")));
  assert.deepEqual(sharesOf({ contact_count: null, merged_rows: null, left_out_rows: null }), []);
});

Deno.test("only all is 100%, and only none is 0%", () => {
  assert.equal(percent(49_999, 50_000), "99%");
  assert.equal(percent(50_000, 50_000), "100%");
  assert.equal(percent(1, 50_000), "1%");
  assert.equal(percent(0, 50_000), "0%");
  assert.equal(percent(0, 0), "–");
});
