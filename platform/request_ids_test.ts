import assert from "node:assert/strict";
import { createApp, requestMetadata } from "./http.ts";
import { silentLog } from "./log.ts";

const UUID = "0198c0de-0000-7000-8000-0000000000aa";

/** The id that the answer names, and what an event of the request would keep. */
async function idsOf(requestId: string): Promise<{ answered: string; kept: string }> {
  const app = createApp({ log: silentLog() });
  app.get("/", (c) => c.json(requestMetadata(c)));
  const response = await app.request("/", { headers: { "x-request-id": requestId } });
  const { correlationId } = await response.json();
  return { answered: response.headers.get("x-request-id")!, kept: correlationId };
}

Deno.test("request ids: a client's own is answered, and events keep no text of it", async () => {
  assert.deepEqual(await idsOf(UUID), { answered: UUID, kept: UUID });
  const named = await idsOf("ann-lee-uploads");
  assert.equal(named.answered, "ann-lee-uploads");
  assert.match(named.kept, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f-]{17}$/);
  assert.deepEqual(await idsOf("ann-lee-uploads"), named, "the same again");
  assert.notEqual((await idsOf("bob-ray-uploads")).kept, named.kept);
});

Deno.test("request ids: one that is too long, or no id, is replaced by ours", async () => {
  for (const bad of ["x".repeat(65), "ann@example.com", "a b", "<script>"]) {
    const { answered, kept } = await idsOf(bad);
    assert.match(answered, /^[0-9a-f-]{36}$/, bad);
    assert.equal(kept, answered);
  }
  assert.equal((await idsOf("x".repeat(64))).answered, "x".repeat(64));
});
