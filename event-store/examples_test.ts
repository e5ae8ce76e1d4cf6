/** The examples in the docstrings run: each function that the store offers is shown once. */
import assert from "node:assert/strict";
import { noted, opened, storeTest } from "./testing/accounts.ts";
import { examplesBehind, runExample, withoutExample } from "./testing/examples.ts";

const mod = new URL("mod.ts", import.meta.url);
const examples = await examplesBehind(mod);

for (const example of examples) {
  storeTest(`example: ${example.at}`, async ({ store, sql, database: { url, ownerUrl } }) => {
    await runExample(example, mod, { store, sql, url, ownerUrl, opened, noted });
  });
}

Deno.test("examples: every public function of the store has one", async () => {
  assert.deepEqual(await withoutExample(mod, examples), []);
});
