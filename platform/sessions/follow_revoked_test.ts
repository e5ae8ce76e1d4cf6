import assert from "node:assert/strict";
import { connect, ensureSchema, follow, type Sql } from "@rollcall/event-store";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { until } from "../../tests/harness/until.ts";
import { followRevoked } from "./follow_revoked.ts";
import { RevokedSessions } from "./revoked_sessions.ts";
import { REVOKED_CHANNEL, sessionMigrations } from "./schema.ts";

const NEVER_MS = 3_600_000;
const bearer = { userId: "user-1", sessionId: "session-1" };

/** A list that follows a database of the test's own, as a service does that may only read. */
async function following(
  pollMs: number,
  test: (list: RevokedSessions, owner: Sql) => Promise<void>,
): Promise<void> {
  const database = await createDatabase();
  const sql = connect(database.url, { name: "follow-test", max: 2, readOnly: true });
  const owner = connect(database.ownerUrl, { name: "follow-test-owner", max: 1 });
  await ensureSchema(owner, database.ownerUrl, [sessionMigrations]);
  const list = new RevokedSessions();
  const follower = await followRevoked(list, { sql, follow, pollMs });
  try {
    await test(list, owner);
  } finally {
    await follower.stop();
    await Promise.all([sql.end(), owner.end()]);
    await database.drop();
  }
}

/** @param minutes how much longer its tokens would be good */
async function revoke(owner: Sql, id: string, minutes = 1): Promise<void> {
  await owner`
    insert into session.revoked (id, valid_until)
    values (${id}, now() + ${minutes} * interval '1 minute')`;
}

Deno.test("revoked sessions: a notification is enough", () =>
  following(NEVER_MS, async (list, owner) => {
    assert.equal(list.has(bearer), false);
    await revoke(owner, "session-1");
    await owner.notify(REVOKED_CHANNEL, "");
    await until("the session is revoked", () => list.has(bearer));
  }));

Deno.test("revoked sessions: a lost notification costs the polling interval", () =>
  following(50, async (list, owner) => {
    await revoke(owner, "session-1");
    await until("the session is revoked", () => list.has(bearer));
  }));

Deno.test("revoked sessions: whose tokens have expired is not kept in mind", () =>
  following(50, async (list, owner) => {
    await revoke(owner, "session-1", -1);
    await revoke(owner, "session-2");
    await until("the list is read", () => list.has({ userId: "user-1", sessionId: "session-2" }));
    assert.equal(list.has(bearer), false);
  }));
