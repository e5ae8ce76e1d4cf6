import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatIssueId,
  isUuid,
  jobStream,
  parseIssueId,
  parseStream,
  reviewStream,
  rowsStream,
  uploadKeyStream,
} from "./streams.ts";

const jobId = "0199a3c2-7d1e-7c44-9b0a-3f5e8d2c61a7";

Deno.test("streams: a name says its kind and its id", () => {
  assert.deepEqual(parseStream(jobStream(jobId)), { kind: "job", id: jobId });
  assert.deepEqual(parseStream(rowsStream(jobId)), { kind: "rows", id: jobId });
  assert.deepEqual(parseStream(reviewStream(jobId)), { kind: "review", id: jobId });
  assert.deepEqual(parseStream(uploadKeyStream("9f2c")), { kind: "upload-key", id: "9f2c" });
});

Deno.test("streams: any other name is refused", () => {
  for (const name of ["", "job", "job-", `jobs-${jobId}`, jobId, ` job-${jobId}`]) {
    assert.throws(() => parseStream(name), /is not the name of a stream/, name);
  }
});

Deno.test("streams: an issue's id is read back, and no other text is one", () => {
  fc.assert(fc.property(fc.uuid(), fc.integer({ min: 1, max: 999_999_999 }), (job, number) => {
    assert.deepEqual(parseIssueId(formatIssueId(job, number)), { jobId: job, number });
  }));
  const others = ["", "3", `${jobId}`, `${jobId}.`, `${jobId}.0`, `${jobId}.01`, `${jobId}.-1`];
  for (const text of [...others, `${jobId}.1.1`, `${jobId.toUpperCase()}.1`, `${jobId}.1\n`]) {
    assert.equal(parseIssueId(text), null, text);
  }
});

Deno.test("streams: a UUID is one in lower case only", () => {
  assert(isUuid(jobId));
  assert(!isUuid(jobId.toUpperCase()));
  assert(!isUuid(jobId.slice(1)));
});
