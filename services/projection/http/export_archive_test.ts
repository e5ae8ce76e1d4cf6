import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";
import { createWorld } from "../testing/world.ts";
import { filesOf } from "./export_archive.ts";

const ACCOUNT = ["account.json", "retention.json", "sessions.json", "security-log.json"];
const EMPTY = /account\.json, retention\.json, sessions\.json\s+and security-log\.json are empty/;

Deno.test("export: where another service keeps accounts, the archive says why theirs is empty", async () => {
  const world = await createWorld();
  try {
    const answer = await world.get("/me/export");
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    for (const path of ACCOUNT) assert.deepEqual(JSON.parse(strFromU8(files[path]!)), [], path);
    assert.match(strFromU8(files["README.txt"]!), EMPTY);
  } finally {
    await world.close();
  }
});

Deno.test("export, twin: where the account is here, also by an external provider, it does not", async () => {
  const me = { id: "1", providers: [{ issuer: "https://login.example", subject: "ann" }] };
  const account = ACCOUNT.map((path) => ({ path, items: path === ACCOUNT[0] ? [[me]] : [[]] }));
  const none = () => Promise.resolve(undefined);
  const noJobs = async function* () {};
  const texts = new Map<string, string>();
  const files = filesOf({ userId: "1", account, jobs: noJobs, recordsOf: none });
  for await (const { path, text } of files) {
    texts.set(path, (await Array.fromAsync(text)).join(""));
  }
  assert.doesNotMatch(texts.get("README.txt")!, /empty/);
  assert.deepEqual(JSON.parse(texts.get("account.json")!), [me]);
});
