import assert from "node:assert/strict";
import { changeOf, daysError, isShorter, typedFrom } from "./retention.ts";

const kept = { keep_days: 90, keep_unfinished_days: 30, most_days: 365 };

Deno.test("retention: what is typed is whole days within the bounds", () => {
  for (const good of ["1", "365", " 30 "]) assert.equal(daysError(good, kept), null, good);
  for (const bad of ["", "0", "366", "1.5", "-3", "a week", "1e2"]) {
    assert.equal(daysError(bad, kept), "A whole number of days, from 1 to 365.", bad);
    assert.equal(changeOf({ ...typedFrom(kept), keep_days: bad }, kept), undefined, bad);
  }
  assert.deepEqual(changeOf({ keep_days: " 7", keep_unfinished_days: "14" }, kept), {
    keep_days: 7,
    keep_unfinished_days: 14,
  });
});

Deno.test("retention: a shorter time is one by which files may go", () => {
  const change = (typed: object) => changeOf({ ...typedFrom(kept), ...typed }, kept);
  assert.equal(isShorter(change({}), kept), false);
  assert.equal(isShorter(change({ keep_days: "91" }), kept), false);
  assert.equal(isShorter(change({ keep_days: "91", keep_unfinished_days: "29" }), kept), true);
  assert.equal(isShorter(undefined, kept), false);
});
