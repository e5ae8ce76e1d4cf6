import assert from "node:assert/strict";
import { duration } from "./durations.ts";

Deno.test("a span is said in the unit that keeps it short", () => {
  const said = [0, 0.44, 9.96, 99, 100, 5399, 5400, 129_000, 200_000].map(duration);
  assert.deepEqual(said, [
    "0.0 s",
    "0.4 s",
    "10 s",
    "99 s",
    "2 min",
    "90 min",
    "2 h",
    "36 h",
    "2 d",
  ]);
});
