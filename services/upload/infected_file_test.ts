/** With a scanner, an infected file is refused before anything of it is stored. */
import assert from "node:assert/strict";
import { EICAR, startFakeScanner } from "./testing/fake_scanner.ts";
import { uploadTest } from "./testing/world.ts";
import { openVirusScanner } from "./virus_scanner.ts";

const fake = await startFakeScanner();
globalThis.addEventListener("unload", () => void fake.close());

function formOf(content: string): FormData {
  const form = new FormData();
  form.append("file", new File([content], "people.csv", { type: "text/csv" }));
  return form;
}

uploadTest("an infected file is refused, and nothing of it is stored", async (world) => {
  world.parts.scanner = openVirusScanner(fake.url);
  const refused = await world.upload(formOf(`email\n${EICAR}\n`));
  assert.equal(refused.status, 422);
  const { code, detail } = await refused.json();
  assert.equal(code, "FILE_INFECTED");
  assert.match(detail, /found Eicar-Test-Signature in the file, so it was not stored/);
  assert.deepEqual(await world.stored(), []);
  assert.equal(await world.store.head(), 0, "no job");

  const clean = "email\na@example.com\n";
  assert.equal((await world.upload(formOf(clean))).status, 201);
  assert.equal(fake.seen.at(-1)!.toString(), clean);
  assert.equal((await world.stored()).length, 1);
});

uploadTest("with the scanner away no file is taken in unseen", async (world) => {
  world.parts.scanner = openVirusScanner("tcp://127.0.0.1:1");
  const refused = await world.upload(formOf("email\na@example.com\n"));
  assert.equal(refused.status, 503);
  assert.ok(refused.headers.has("retry-after"));
  assert.match((await refused.json()).detail, /cannot be checked for viruses right now/);
  assert.deepEqual(await world.stored(), []);
  assert.equal(await world.store.head(), 0);
});
