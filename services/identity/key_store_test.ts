import assert from "node:assert/strict";
import { connect, newRingLine, parseRing, ringMasterKey, type Sql } from "@rollcall/event-store";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { createLocalJWKSet, jwtVerify, SignJWT } from "jose";
import { ALGORITHM, currentKeys, privateKey } from "./key_store.ts";
import { ensureIdentitySchema } from "./schema.ts";

const hourMs = 3_600_000;
const policy = { intervalMs: 24 * hourMs, leadMs: hourMs, graceMs: hourMs };
const now = new Date();

const masterOf = (...lines: string[]) => {
  const ring = parseRing(lines.join("\n"));
  return ringMasterKey(() => Promise.resolve(ring));
};

async function withSchema(test: (sql: Sql) => Promise<void>): Promise<void> {
  const database = await createDatabase();
  const sql = connect(database.url, { name: "key-store-test", max: 4 });
  try {
    await ensureIdentitySchema(sql, database);
    await test(sql);
  } finally {
    await sql.end();
    await database.drop();
  }
}

type Master = ReturnType<typeof masterOf>;

/** Whether what this master key lets sign is verified by what is published. */
async function signs(sql: Sql, master?: Master): Promise<boolean> {
  const { signer, published } = await currentKeys(sql, policy, now, master);
  const token = await new SignJWT({}).setProtectedHeader({ alg: ALGORITHM, kid: signer.kid })
    .sign(await privateKey(signer, master));
  const set = createLocalJWKSet({ keys: published.map(({ publicJwk }) => publicJwk) });
  return await jwtVerify(token, set).then(() => true);
}

const storedOf = async (sql: Sql) =>
  (await sql`select private_jwk from identity.signing_key`).map((row) => String(row.private_jwk));

Deno.test("signing keys: they are stored wrapped, and sign", () =>
  withSchema(async (sql) => {
    const master = masterOf(newRingLine());
    assert.ok(await signs(sql, master));
    const [stored, ...others] = await storedOf(sql);
    assert.deepEqual(others, []);
    assert.deepEqual(Object.keys(JSON.parse(stored!)), ["wrapped", "by"]);
    assert.doesNotMatch(stored!, /"d"/, "the private part of a JWK");
  }));

Deno.test("signing keys, negative twin: without a master key the private part is there to read", () =>
  withSchema(async (sql) => {
    assert.ok(await signs(sql));
    assert.match((await storedOf(sql))[0]!, /"d"/);
  }));

Deno.test("signing keys: those from before are wrapped when they are read, by several at once", () =>
  withSchema(async (sql) => {
    await currentKeys(sql, policy, now);
    const before = await currentKeys(sql, policy, now);
    const master = masterOf(newRingLine());
    await Promise.all([1, 2, 3, 4].map(() => currentKeys(sql, policy, now, master)));
    const after = await currentKeys(sql, policy, now, master);
    assert.deepEqual(after.published.map(({ kid }) => kid), before.published.map(({ kid }) => kid));
    assert.doesNotMatch((await storedOf(sql)).join(), /"d"/);
    assert.ok(await signs(sql, master));
  }));

Deno.test("signing keys: a new master key wraps them anew; without the right one nothing signs", () =>
  withSchema(async (sql) => {
    const [former, next] = [newRingLine(), newRingLine()];
    await currentKeys(sql, policy, now, masterOf(former));
    await assert.rejects(
      currentKeys(sql, policy, now, masterOf(next)),
      /wrapped by the master key/,
    );
    assert.ok(await signs(sql, masterOf(next, former)));
    const [stored] = await storedOf(sql);
    assert.equal(JSON.parse(stored!).by, next.split(":")[0]);
    assert.ok(await signs(sql, masterOf(next)));
    const { signer } = await currentKeys(sql, policy, now);
    const unknown = { ...signer, kid: "not at hand" };
    await assert.rejects(privateKey(unknown), /is wrapped, expected a master key/);
    await assert.rejects(privateKey(unknown, masterOf(next)), /cannot be unwrapped/);
  }));
