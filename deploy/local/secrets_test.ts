import assert from "node:assert/strict";
import { withSecrets } from "./secrets.ts";

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

Deno.test("secrets: what a person sets is taken as it is, and nothing is written", async () => {
  const given = { ROLLCALL_DB_PASSWORD: "mine", DATA_DIR: "/nowhere/at/all" };
  assert.deepEqual(await withSecrets("/", given), given);
});
