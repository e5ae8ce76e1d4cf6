import assert from "node:assert/strict";
import { sameCounts } from "./issue-counts.ts";
import { type Change, countsWith, unseen, without } from "./pending-changes.ts";

const job = {
  version: 10,
  issue_counts: { DUPLICATE_EMAIL: { open: 2, total: 3 } },
  same_person: null,
};
const change = (version: number | null, open: -1 | 1 = -1, expects = 2 + open): Change => ({
  issueId: "1",
  type: "DUPLICATE_EMAIL",
  open,
  expects,
  version,
});

Deno.test("a decision counts at once, and only once when the server's figures have it", () => {
  assert.equal(countsWith(job, [change(null)]).DUPLICATE_EMAIL?.open, 1);
  assert.equal(countsWith(job, [change(11)]).DUPLICATE_EMAIL?.open, 1);
  assert.equal(countsWith(job, [change(10)]).DUPLICATE_EMAIL?.open, 2);
  assert.deepEqual(unseen([change(null), change(10), change(11)], 10), [change(null), change(11)]);
});

Deno.test("counts stay between none and all, and the job's own are left alone", () => {
  const many = [change(11), change(12), change(13)];
  assert.equal(countsWith(job, many).DUPLICATE_EMAIL?.open, 0);
  assert.equal(countsWith(job, [change(11, 1), change(12, 1)]).DUPLICATE_EMAIL?.open, 3);
  assert.equal(job.issue_counts.DUPLICATE_EMAIL.open, 2);
});

Deno.test("the server's figures may have a decision before its answer has come: it counts once", () => {
  const pressed = [change(null, -1, 289), change(null, -1, 288)];
  for (const open of [290, 289, 288]) {
    const come = { ...job, issue_counts: { DUPLICATE_EMAIL: { open, total: 300 } } };
    assert.equal(countsWith(come, pressed).DUPLICATE_EMAIL?.open, 288);
  }
});

Deno.test("a decision that is refused is expected no more", () => {
  const [first, second] = [change(null, -1, 1), change(null, -1, 0)];
  assert.equal(countsWith(job, without([first, second], first)).DUPLICATE_EMAIL?.open, 1);
  assert.equal(countsWith(job, without([first, second], second)).DUPLICATE_EMAIL?.open, 1);
  const other = { ...change(null), type: "EMAIL_TYPO" } as const;
  assert.deepEqual(without([first, other], first), [other]);
});

Deno.test("counts are the same where each type's are, one that is missing has none", () => {
  const counts = { MISSING_EMAIL: { open: 1, total: 2 } };
  assert.ok(sameCounts(counts, { ...counts, EMAIL_TYPO: { open: 0, total: 0 } }));
  assert.ok(!sameCounts(counts, { MISSING_EMAIL: { open: 1, total: 3 } }));
  assert.ok(!sameCounts(counts, { MISSING_EMAIL: { open: 0, total: 2 } }));
  assert.ok(!sameCounts({}, counts));
});
