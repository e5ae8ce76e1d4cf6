/** The examples in the docstrings run: each public function is shown once. */
import assert from "node:assert/strict";
import * as tables from "@rollcall/tables";
import { examplesBehind, runExample, withoutExample } from "../../tests/harness/examples.ts";

const mod = new URL("mod.ts", import.meta.url);
const examples = await examplesBehind(mod);

for (const example of examples) {
  Deno.test(`example: ${example.at}`, () => runExample(example, mod, tables));
}

Deno.test("examples: every public function of what reads tables has one", async () => {
  assert.deepEqual(await withoutExample(mod, examples), []);
});
