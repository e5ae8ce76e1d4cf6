import assert from "node:assert/strict";
import { limitReached } from "./problem.ts";
import { policyName, rateLimitHeaders } from "./rate_limits.ts";

Deno.test("rate limits: lists of items, as the draft has them", () => {
  const headers = rateLimitHeaders([
    { name: "files-in-work", quota: 20, remaining: 19 },
    { name: "bytes-kept", quota: 1_000, remaining: -5, unit: "content-bytes" },
    { name: "sign-in", quota: 5, remaining: 0, resetS: 8, windowS: 900 },
  ]);
  assert.deepEqual(headers, {
    "ratelimit-policy":
      '"files-in-work";q=20, "bytes-kept";q=1000;qu="content-bytes", "sign-in";q=5;w=900',
    "ratelimit": '"files-in-work";r=19, "bytes-kept";r=0, "sign-in";r=0;t=8',
  });
});

Deno.test("rate limits: a refusal has the same names", () => {
  const { headers } = limitReached({
    code: "FILES_IN_WORK",
    detail: "",
    limit: 20,
    retryAfterS: 5,
  });
  assert.deepEqual(headers, {
    "retry-after": "5",
    "ratelimit-policy": '"files-in-work";q=20',
    "ratelimit": '"files-in-work";r=0;t=5',
  });
  assert.equal(policyName("DOWNLOADS_RUN"), "downloads-run");
});
