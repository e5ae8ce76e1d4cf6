import assert from "node:assert/strict";
import { parseRing } from "../../event-store/master_key.ts";
import { addMasterKey, ensureMasterKeys, withSecrets } from "./secrets.ts";
import { masterKeyFiles, readSettings } from "./settings.ts";

Deno.test("secrets: made at the first start, kept, and read by this user alone", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const first = await withSecrets(dir, { DATA_DIR: `${dir}/data` });
    const [again, elsewhere] = await Promise.all([
      withSecrets(dir, { DATA_DIR: `${dir}/data` }),
      withSecrets(dir, { DATA_DIR: `${dir}/other` }),
    ]);
    assert.ok(first.ROLLCALL_DB_PASSWORD!.length > 40);
    assert.deepEqual(again, first);
    assert.notEqual(elsewhere.ROLLCALL_DB_PASSWORD, first.ROLLCALL_DB_PASSWORD);
    const mode = async (path: string) => (await Deno.stat(`${dir}/data/${path}`)).mode! & 0o777;
    assert.equal(await mode("secrets"), 0o700);
    assert.equal(await mode("secrets/database-logins"), 0o600);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("secrets: a master key is made once; a new one stands before the one in use", async () => {
  const dir = await Deno.makeTempDir();
  const settings = readSettings(dir, { DATA_DIR: dir });
  const file = `${dir}/secrets/${masterKeyFiles.jobs}`;
  const ids = async () => [...parseRing(await Deno.readTextFile(file)).keys()];
  try {
    await Promise.all([ensureMasterKeys(settings), ensureMasterKeys(settings)]);
    const [first, ...others] = await ids();
    assert.deepEqual(others, []);
    for (const name of Object.values(masterKeyFiles)) {
      assert.equal((await Deno.stat(`${dir}/secrets/${name}`)).mode! & 0o777, 0o600);
    }
    await addMasterKey(file, 1);
    const [second, former] = await ids();
    assert.equal(former, first);
    await addMasterKey(file, 1);
    assert.deepEqual((await ids()).slice(1), [second]);
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
    await ensureMasterKeys(settings);
    assert.equal((await ids())[1], second);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("secrets: what a person sets is taken as it is, and nothing is written", async () => {
  const given = { ROLLCALL_DB_PASSWORD: "mine", DATA_DIR: "/nowhere/at/all" };
  assert.deepEqual(await withSecrets("/", given), given);
});
