import assert from "node:assert/strict";
import { examplesOf, runExample, withoutExample } from "./examples.ts";

const ids = new URL("../ids.ts", import.meta.url);
const docstring = [
  "  /**",
  "   * An id.",
  "   *",
  "   * ```ts",
  "   * assert.equal(typeof newId(), kind);",
  "   * ```",
  "   */",
].join("\n");

Deno.test("examples: one is found in a docstring, with its place", () => {
  const code = "assert.equal(typeof newId(), kind);\n";
  assert.deepEqual(examplesOf("ids.ts", docstring), [{ at: "ids.ts:4", code }]);
});

Deno.test("examples: one has its module's exports and what is given; a wrong one fails", async () => {
  const [example] = examplesOf("ids.ts", docstring);
  await runExample(example!, ids, { kind: "string" });
  await assert.rejects(runExample(example!, ids, { kind: "number" }), /number/);
});

Deno.test("examples: a function that none calls is named", async () => {
  assert.deepEqual(await withoutExample(ids, examplesOf("ids.ts", docstring)), [
    "derivedId",
    "timeOf",
  ]);
});
