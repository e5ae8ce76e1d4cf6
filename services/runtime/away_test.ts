import assert from "node:assert/strict";
import postgres from "postgres";
import { isAway } from "./away.ts";
import { openObjects } from "./objects.ts";

const closedPort = (() => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  listener.close();
  return listener.addr.port;
})();

Deno.test("away: Postgres that refuses connections is away", async () => {
  const sql = postgres(`postgres://u:p@127.0.0.1:${closedPort}/d`, { max: 1, connect_timeout: 2 });
  const error = await sql`select 1`.catch((error: unknown) => error);
  assert.equal(isAway(error), true);
  await sql.end({ timeout: 0 });
});

Deno.test("away: an object store that refuses connections is away", async () => {
  const objects = openObjects({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${closedPort}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    S3_BUCKET_NAME: "b",
  });
  assert.equal(isAway(await objects.check().catch((error: unknown) => error)), true);
  objects.close();
});

Deno.test("away: a bug is not, nor is a query that Postgres refuses", () => {
  assert.equal(isAway(new TypeError("x is undefined")), false);
  assert.equal(isAway(Object.assign(new Error("syntax"), { code: "42601" })), false);
  assert.equal(isAway("ECONNREFUSED"), false);
});

Deno.test("away: it may be the cause of another error", () => {
  const cause = Object.assign(new Error("gone"), { code: "CONNECTION_CLOSED" });
  assert.equal(isAway(new Error("append failed", { cause })), true);
});
