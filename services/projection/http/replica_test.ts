/** Queries that go to a replica: they may be older, but never than what they were asked to be. */
import assert from "node:assert/strict";
import { Job } from "@rollcall/contracts/api";
import { connect, EventStore, newId } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import postgres from "postgres";
import { createProjection } from "../app.ts";
import { prepareReadModels } from "../schema/prepare.ts";
import { append, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { jobId } from "../testing/reviewed_job.ts";
import { startPair } from "../../../tests/harness/standby.ts";
import { auth, keys, tokenOf } from "../testing/world.ts";

Deno.test("a query on a replica that is behind waits for min_version, else says so (promise 10)", async () => {
  const pair = await startPair();
  const sql = connect(pair.url, { name: "test-primary", max: 4 });
  const reads = connect(pair.standbyUrl, { name: "test-standby", max: 2 });
  const standby = postgres(pair.standbyOwnerUrl, { max: 1 });
  const owner = postgres(pair.ownerUrl, { max: 1 });
  await prepareReadModels(sql, pair.ownerUrl);
  const store = new EventStore(sql);
  const options = { store, auth, log: silentLog(), keys };
  const replica = createProjection({ ...options, reads });
  const careless = createProjection(options);
  const ask = async ({ app }: typeof replica, path: string) =>
    await app.request(path, { headers: { authorization: `Bearer ${await tokenOf("user-1")}` } });
  const versionOf = async (response: Response) => Job.parse(await response.json()).version;
  try {
    const created = await append(store, [jobCreated(jobId, "user-1", 1_000)]);
    await replica.projector.catchUp();
    const path = `/jobs/${jobId}`;
    assert.equal(await versionOf(await ask(replica, `${path}?min_version=${created}`)), created);

    await standby`select pg_wal_replay_pause()`;
    const read = await append(store, [rowsParsed(jobId, 1, parsedRows(1, 2))]);
    await replica.projector.catchUp();
    const late = await ask(replica, `${path}?min_version=${read}`);
    assert.equal(late.status, 503);
    assert.equal((await late.json()).code, "READ_MODEL_BEHIND");
    assert.equal(await versionOf(await ask(replica, path)), created, "an older answer, unasked");
    assert.equal(await versionOf(await ask(careless, path)), read, "the primary has it");

    // A mark that the replica has not heard of counts all the same.
    const other = newId();
    await append(store, [jobCreated(other, "user-1", 1_000)]);
    await replica.projector.catchUp();
    await store.keyring.erase(jobId);
    assert.equal((await ask(replica, path)).status, 404);
    const listed = await ask(replica, "/jobs");
    assert.deepEqual(await listed.json(), [], "nor has it heard of the other job");
    await owner`delete from keyring.erased_job`;

    const waiting = ask(replica, `${path}?min_version=${read}`);
    await standby`select pg_wal_replay_resume()`;
    assert.equal(await versionOf(await waiting), read);
    assert.equal((await ask(replica, "/readyz")).status, 503, "its projector does not run here");
  } finally {
    await Promise.all([replica, careless].map(({ feed }) => feed.close()));
    await Promise.all([
      sql.end({ timeout: 1 }),
      reads.end({ timeout: 1 }),
      standby.end(),
      owner.end(),
    ]);
    await pair.stop();
  }
});
