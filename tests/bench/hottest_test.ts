import assert from "node:assert/strict";
import { hottest } from "./hottest.ts";

Deno.test("profile: a function's own time is added up over all that called it", () => {
  const node = (id: number, functionName: string) => ({
    id,
    callFrame: { functionName, url: "file:///x/services/parsing/read_rows.ts", lineNumber: 9 },
  });
  const found = hottest({
    nodes: [node(1, "read"), node(2, "check"), node(3, "read")],
    samples: [1, 2, 3, 3],
    timeDeltas: [10, 40, 20, 30],
  });
  assert.deepEqual(found, [
    { name: "read", place: "parsing/read_rows.ts:10", share: 0.6 },
    { name: "check", place: "parsing/read_rows.ts:10", share: 0.4 },
  ]);
});
