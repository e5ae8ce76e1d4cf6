import assert from "node:assert/strict";
import { closeAccount, isGone } from "@rollcall/platform/accounts/closed.ts";
import { transaction } from "@rollcall/event-store";
import { accountOf, deleteClosed, ledgerEntry } from "./closed_accounts.ts";
import { reconcileLedger } from "./ledger.ts";
import { anna, berta, uploadTest } from "./testing/world.ts";
import { countIn } from "./usage.ts";

function people(name = "a@example.com"): FormData {
  const form = new FormData();
  form.set("file", new File([`email\n${name}\n`], "people.csv", { type: "text/csv" }));
  return form;
}

uploadTest(
  "a closed account's jobs are deleted with their keys, and nobody else's",
  async (world) => {
    const { parts, store, sql, upload } = world;
    for (let i = 0; i < 3; i++) assert.equal((await upload(people())).status, 201);
    assert.equal((await upload(people(), { token: berta })).status, 201);
    await closeAccount(sql, "anna");
    await closeAccount(sql, "anna");
    assert.equal(await isGone(sql, "anna"), false);
    assert.equal(await deleteClosed(parts), 1);
    assert.equal(await isGone(sql, "anna"), true);
    assert.equal(await deleteClosed(parts), 0, "and again there is nothing to do");
    const owners = await sql`select user_id from upload.kept_file`;
    assert.deepEqual(owners.map(({ user_id }) => user_id), ["berta"]);
    const uploaders = await sql`select user_id from upload.uploaded_hour`;
    assert.deepEqual(uploaders.map(({ user_id }) => user_id), ["berta"]);
    assert.equal((await sql`select 1 from keyring.job_key`).length, 1);
    const deleted = (await store.readLog(0)).filter(({ type }) => type === "JobDeleted");
    assert.equal(deleted.length, 3);
    const entries = await Array.fromAsync(parts.objects.erasures());
    assert.ok(entries.some((entry) => accountOf(entry) === "anna"), entries.join());
    assert.equal(entries.length, 4);
  },
);

uploadTest("who dies while he deletes a closed account's jobs leaves the rest to the next", async (
  world,
) => {
  const { parts, sql, upload } = world;
  for (let i = 0; i < 3; i++) await upload(people());
  await closeAccount(sql, "anna");
  let calls = 0;
  const dying = {
    noteErasure: (entry: string) =>
      ++calls === 2 ? Promise.reject(new Error("killed")) : parts.objects.noteErasure(entry),
  };
  await assert.rejects(deleteClosed({ ...parts, objects: dying }), /killed/);
  assert.equal(await isGone(sql, "anna"), false);
  assert.equal((await sql`select 1 from upload.kept_file`).length, 1);
  await deleteClosed(parts);
  assert.equal(await isGone(sql, "anna"), true);
  assert.equal((await sql`select 1 from keyring.job_key`).length, 0);
});

uploadTest(
  "an upload that was on its way when its account was closed opens no job",
  async (world) => {
    const { parts, sql, store, upload } = world;
    const file = { jobId: crypto.randomUUID(), userId: "anna", bytes: 1, rows: 1 };
    // It has counted itself in, and has not committed yet.
    let closing: Promise<number> | undefined;
    await transaction(sql, async (tx) => {
      assert.equal(await countIn(tx, store, file, parts.quotas), undefined);
      await closeAccount(sql, "anna");
      closing = deleteClosed(parts);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(await isGone(sql, "anna"), false, "it is waited for");
    });
    await closing;
    assert.equal((await sql`select 1 from upload.kept_file`).length, 0);
    const late = await upload(people(), { token: anna });
    assert.equal(late.status, 401);
    assert.equal((await sql`select 1 from keyring.job_key`).length, 0);
  },
);

uploadTest("an account that a restored database has again is closed again", async (world) => {
  const { parts, sql, owner, store, upload } = world;
  await upload(people());
  await closeAccount(sql, "anna");
  await deleteClosed(parts);
  await owner`delete from account.closed`;
  const { closed } = await reconcileLedger({ store, files: parts.objects, log: parts.log });
  assert.equal(closed, 1);
  const again = await reconcileLedger({ store, files: parts.objects, log: parts.log });
  assert.equal(again.closed, 0);
  assert.equal(accountOf(ledgerEntry("https://idp.test/a b")), "https://idp.test/a b");
  assert.equal(accountOf("0198c0de-0000-7000-8000-000000000001"), undefined);
});
