import assert from "node:assert/strict";
import { sampleContacts } from "./sample.ts";

const committed = new URL("./sample-contacts.csv", import.meta.url);

Deno.test("the committed sample is what the generator makes", async () => {
  assert.equal(await Deno.readTextFile(committed), sampleContacts().text);
});

Deno.test("the sample is a few hundred rows with every kind of issue", () => {
  const { counts, text } = sampleContacts();
  assert.ok(counts.rows > 200 && counts.rows < 500, String(counts.rows));
  for (const [type, count] of Object.entries(counts.issues)) assert.ok(count > 0, type);
  for (const part of ["\n12 Harbour Street", '"Contoso, Ltd."', "美咲", "Loyalty Tier"]) {
    assert.ok(text.includes(part), part);
  }
});
