/** The examples in the docstrings run: each public function is shown once. */
import assert from "node:assert/strict";
import * as contracts from "@rollcall/contracts";
import { examplesBehind, runExample, withoutExample } from "../../tests/harness/examples.ts";

const mod = new URL("mod.ts", import.meta.url);
const examples = await examplesBehind(mod);

for (const example of examples) {
  Deno.test(`example: ${example.at}`, () => runExample(example, mod, contracts));
}

Deno.test("examples: every public function of what a contact is has one", async () => {
  assert.deepEqual(await withoutExample(mod, examples), []);
});
