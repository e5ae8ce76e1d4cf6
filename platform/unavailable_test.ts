import assert from "node:assert/strict";
import postgres from "postgres";
import { isUnavailable } from "./unavailable.ts";
import { openObjectStore } from "./object_store.ts";

const closedPort = (() => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  listener.close();
  return listener.addr.port;
})();

Deno.test("unavailable: a Postgres that refuses connections", async () => {
  const sql = postgres(`postgres://u:p@127.0.0.1:${closedPort}/d`, { max: 1, connect_timeout: 2 });
  const error = await sql`select 1`.catch((error: unknown) => error);
  assert.equal(isUnavailable(error), true);
  await sql.end({ timeout: 0 });
});

Deno.test("unavailable: an object store that refuses connections", async () => {
  const objects = openObjectStore({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${closedPort}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    S3_BUCKET_NAME: "b",
  });
  assert.equal(isUnavailable(await objects.check().catch((error: unknown) => error)), true);
  objects.close();
});

Deno.test("unavailable: neither a bug nor a query that Postgres rejects", () => {
  assert.equal(isUnavailable(new TypeError("x is undefined")), false);
  assert.equal(isUnavailable(Object.assign(new Error("syntax"), { code: "42601" })), false);
  assert.equal(isUnavailable("ECONNREFUSED"), false);
});

Deno.test("unavailable: as the cause of another error", () => {
  const cause = Object.assign(new Error("gone"), { code: "CONNECTION_CLOSED" });
  assert.equal(isUnavailable(new Error("append failed", { cause })), true);
});
