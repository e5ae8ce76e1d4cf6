import assert from "node:assert/strict";
import { RetryPolicy } from "./retry-policy.ts";

/** How often a call is made again that is always answered so. */
function tries(patience: RetryPolicy, status: number, retryAfter: string | null): number {
  let count = 0;
  while (count < 10_000 && patience.next(status, retryAfter) !== undefined) count++;
  return count;
}

Deno.test("a call waits for the person's other work, for as long as the server says", () => {
  assert.equal(new RetryPolicy().next(429, "5"), 5_000);
  assert.equal(tries(new RetryPolicy(), 429, "5"), 120, "ten minutes");
  assert.equal(tries(new RetryPolicy(Infinity), 429, "5"), 10_000, "what queues waits on");
});

Deno.test("a server that is away is waited for half a minute", () => {
  assert.equal(new RetryPolicy().next(503, "2"), 2_000);
  assert.equal(tries(new RetryPolicy(Infinity), 503, "2"), 15);
});

Deno.test("what only a deletion frees is not waited for, nor what names no time", () => {
  for (const retryAfter of ["60", null, "", "soon", "-1", "Wed, 21 Oct 2026 07:28:00 GMT"]) {
    assert.equal(new RetryPolicy().next(429, retryAfter), undefined, String(retryAfter));
  }
  for (const status of [401, 404, 409, 422, 500, 504]) {
    assert.equal(new RetryPolicy().next(status, "1"), undefined, String(status));
  }
});

Deno.test("a server that wants the next try at once gets a pause", () => {
  assert.equal(new RetryPolicy().next(429, "0"), 250);
  assert.equal(tries(new RetryPolicy(), 503, "0"), 120);
});
