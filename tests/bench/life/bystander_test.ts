/** The bystander beside a server that says what it is told to: what counts as refused. */
import assert from "node:assert/strict";
import { ApiClient } from "../../api/client.ts";
import { until } from "../../harness/until.ts";
import { Bystander, type Seen } from "./bystander.ts";

const BEHIND = { status: 503, code: "READ_MODEL_BEHIND" };

/** @param seenAs what the first queries that wait for a decision are answered with */
async function besideServer(seenAs: { status: number; code: string }[]): Promise<Seen> {
  const left = [...seenAs];
  let seen = 0;
  const job = { id: "j", status: "NEEDS_REVIEW" };
  const issue = { id: "j.1", payload: { candidates: [{ raw_row_id: 1 }] } };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (searchParams.has("min_version")) {
      const answer = left.shift();
      if (answer) return Response.json(answer, { status: answer.status });
      seen++;
      return Response.json([issue]);
    }
    if (pathname === "/jobs") return Response.json(job, { status: 201 });
    if (pathname.endsWith("/issues")) return Response.json([issue]);
    return Response.json({ ...job, version: 7 });
  });
  try {
    const client = new ApiClient(`http://127.0.0.1:${server.addr.port}`, "token", "berta");
    const bystander = await Bystander.start(client, 1);
    await until("he has seen a decision", () => seen > 0);
    return await bystander.stop();
  } finally {
    await server.shutdown();
  }
}

Deno.test("bystander: who is told to ask again is not refused, and waits until he sees it", async () => {
  const { did, refused } = await besideServer([BEHIND, BEHIND]);
  assert.deepEqual(refused, []);
  assert.ok(did.seen.length >= 1);
});

Deno.test("bystander: another answer is a refusal", async () => {
  const { refused } = await besideServer([{ status: 503, code: "UNAVAILABLE" }]);
  assert.deepEqual(refused.map(({ why }) => why), [
    "GET /jobs/j/issues?limit=20&min_version=7: 503",
  ]);
});
