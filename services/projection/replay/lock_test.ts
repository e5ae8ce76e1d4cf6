import assert from "node:assert/strict";
import { replayTest } from "../testing/generations.ts";
import { takeReplayLock } from "./lock.ts";

replayTest("one holds the lock; it is free when that one ends, however it ends", async (world) => {
  const first = await takeReplayLock(world.ownerUrl);
  assert(first);
  await first.check();
  assert.equal(await takeReplayLock(world.ownerUrl), null);
  await first.release();

  const second = await takeReplayLock(world.ownerUrl);
  assert(second);
  await world.owner`
    select pg_terminate_backend(l.pid, 5000)
      from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
     where l.locktype = 'advisory' and l.objid = 7261729`;
  // First that the connection is gone, then that the new one has no lock.
  for (let i = 0; i < 2; i++) await assert.rejects(second.check());
  const third = await takeReplayLock(world.ownerUrl);
  assert(third);
  await Promise.all([second.release(), third.release()]);
});
