import assert from "node:assert/strict";
import { connect, type Sql } from "@rollcall/event-store";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { ensureIdentitySchema } from "./schema.ts";
import { openTokens } from "./tokens.ts";

const hour = 3600;
const USER = { userId: "user-1", sessionId: "session-1" };
const options = { issuer: "i", audience: "a", ttlS: hour, rotationS: 24 * hour };

async function withSchema(test: (sql: Sql, owner: Sql) => Promise<void>): Promise<void> {
  const database = await createDatabase();
  const sql = connect(database.url, { name: "tokens-test", max: 4 });
  const owner = connect(database.ownerUrl, { name: "tokens-test", max: 1 });
  try {
    await ensureIdentitySchema(sql, database);
    await test(sql, owner);
  } finally {
    await Promise.all([sql.end(), owner.end()]);
    await database.drop();
  }
}

async function verifies(token: string, set: JSONWebKeySet, now: Date): Promise<boolean> {
  const checks = { issuer: "i", audience: "a", currentDate: now };
  return await jwtVerify(token, createLocalJWKSet(set), checks).then(() => true, () => false);
}

Deno.test("tokens: an old key verifies within its grace, a new one signs, then the old goes", () =>
  withSchema(async (sql) => {
    const start = Date.now();
    let now = new Date(start);
    const after = (hours: number) => now = new Date(start + hours * hour * 1000);
    const tokens = openTokens(sql, options, () => now);

    const first = await tokens.issue(USER);
    assert.equal((await tokens.keySet()).keys.length, 1);

    after(23.8); // the next key is published a quarter of an hour before it signs
    const ahead = await tokens.keySet();
    assert.equal(ahead.keys.length, 2);
    const late = await tokens.issue(USER);
    assert.equal(decodeProtectedHeader(late).kid, decodeProtectedHeader(first).kid);

    after(24.1); // a verifier that fetched the set before the rotation knows the new key
    const second = await tokens.issue(USER);
    assert.notEqual(decodeProtectedHeader(second).kid, decodeProtectedHeader(first).kid);
    assert.equal(await verifies(second, ahead, now), true);
    assert.equal(await verifies(late, await tokens.keySet(), now), true);

    after(25.2);
    const later = await tokens.keySet();
    assert.equal(later.keys.length, 1);
    assert.equal(await verifies(first, later, new Date(start)), false);
  }));

Deno.test("tokens: processes that start at once agree on one key", () =>
  withSchema(async (sql) => {
    const processes = [1, 2, 3, 4].map(() => openTokens(sql, options));
    const issued = await Promise.all(processes.map((tokens) => tokens.issue(USER)));
    assert.equal(new Set(issued.map((token) => decodeProtectedHeader(token).kid)).size, 1);
  }));

Deno.test("schema: several may prepare it at once; only this service's login is let in", () =>
  withSchema(async (sql, owner) => {
    const { url, ownerUrl } = { url: urlOf(sql), ownerUrl: urlOf(owner) };
    await Promise.all([1, 2, 3].map(() => ensureIdentitySchema(sql, { url, ownerUrl })));
    const [row] = await owner`
      select has_schema_privilege('rollcall_service', 'identity', 'usage') as everybody,
             has_table_privilege('rollcall', 'identity.account', 'update') as may_update,
             has_table_privilege('rollcall', 'identity.account', 'select') as may_read`;
    assert.deepEqual({ ...row }, { everybody: false, may_update: false, may_read: true });
  }));

function urlOf(sql: Sql): string {
  const { host, port, user, pass, database } = sql.options;
  return `postgres://${user}:${pass}@${host[0]}:${port[0]}/${database}`;
}
