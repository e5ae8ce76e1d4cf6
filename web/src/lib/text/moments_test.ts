import assert from "node:assert/strict";
import { ago } from "./moments.ts";

const now = Date.parse("2026-03-02T12:00:00Z");

Deno.test("the recent past is told in words, the rest by its date", () => {
  assert.equal(ago("2026-03-02T11:59:40Z", now), "just now");
  assert.equal(ago("2026-03-02T11:59:00Z", now), "1 minute ago");
  assert.equal(ago("2026-03-02T09:00:00Z", now), "3 hours ago");
  assert.equal(ago("2026-03-01T12:00:00Z", now), "yesterday");
  assert.equal(ago("2026-01-05T12:00:00Z", now), "Jan 5, 2026");
});

Deno.test("a clock that is ahead does not speak of the future", () => {
  assert.equal(ago("2026-03-02T12:00:09Z", now), "just now");
});
