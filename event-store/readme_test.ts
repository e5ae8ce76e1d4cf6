/** README.md's example runs, and each guarantee in it names a test that is there. */
import assert from "node:assert/strict";
import { examplesOf, runExample } from "./testing/examples.ts";
import { createDatabase } from "./testing/postgres.ts";

const folder = new URL("./", import.meta.url);
const readme = await Deno.readTextFile(new URL("README.md", folder));

Deno.test("readme: its example runs on an empty database", async () => {
  const [example, ...others] = examplesOf("event-store/README.md", readme);
  assert.deepEqual(others, []);
  const database = await createDatabase();
  Deno.env.set("DATABASE_URL", database.url);
  Deno.env.set("OWNER_DATABASE_URL", database.ownerUrl);
  try {
    await runExample(example!, new URL("mod.ts", folder));
  } finally {
    await database.drop();
  }
});

Deno.test("readme: each guarantee names a test that is there", async () => {
  const named = [...readme.replace(/\n {2}/g, " ").matchAll(/`(\w+_test\.ts)`: "([^"]+)"/g)];
  assert.ok(named.length > 8);
  for (const [, file, name] of named) {
    const text = await Deno.readTextFile(new URL(file!, folder));
    assert.ok(text.includes(`"${name}"`), `${file} has no test "${name}"`);
  }
});
