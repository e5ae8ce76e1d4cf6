/** Sessions through every service: they end within seconds wherever they are used, under load too. */
import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { scaled } from "../harness/deadline.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { until } from "../harness/until.ts";
import { within } from "../harness/within.ts";
import { ApiClient } from "./client.ts";

const NO_JOB = "0198c0de-0000-7000-8000-0000000000ff";
/** A call of each service that takes tokens, and what it answers to a user who is signed in. */
const calls = {
  projection: { method: "GET", path: "/jobs", status: 200 },
  review: { method: "DELETE", path: `/issues/${NO_JOB}.1/resolution`, status: 404 },
  upload: { method: "DELETE", path: `/jobs/${NO_JOB}`, status: 404 },
  operations: { method: "GET", path: "/operations", status: 403 },
  identity: { method: "GET", path: "/auth/me", status: 200 },
};
/** "Within seconds": as slow as the machine is. */
const SOON_MS = 3_000;
const WEB = { "sec-fetch-site": "same-origin" };

async function statusOf(
  { apiUrl }: { apiUrl: string },
  call: { method: string; path: string },
  headers: HeadersInit,
): Promise<number> {
  const response = await fetch(`${apiUrl}${call.path}`, { method: call.method, headers });
  await response.body?.cancel();
  return response.status;
}

/** What each service answers, again and again, until each has refused; how long that took. */
async function refusedEverywhere(
  stack: { apiUrl: string },
  headers: HeadersInit,
): Promise<Map<string, number>> {
  const began = performance.now();
  const took = new Map<string, number>();
  await Promise.all(
    Object.entries(calls).map(async ([service, call]) => {
      await until(`${service} refuses`, () => statusOf(stack, call, headers), (s) => s === 401);
      took.set(service, performance.now() - began);
      // And it stays so.
      for (let i = 0; i < 5; i++) assert.equal(await statusOf(stack, call, headers), 401, service);
    }),
  );
  return took;
}

function assertSoon(took: Map<string, number>): void {
  for (const [service, ms] of took) assert.ok(ms < scaled(SOON_MS), `${service}: ${ms} ms`);
}

async function signIn(apiUrl: string, email: string, headers: HeadersInit = {}) {
  const response = await fetch(`${apiUrl}/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ email, password: crypto.randomUUID() }),
  });
  assert.equal(response.status, 201);
  return response;
}

Deno.test("a session that ends is refused by every service within seconds, under load", async () => {
  const stack = sharedStack();
  const [ann, bob] = [
    await ApiClient.register(stack.apiUrl),
    await ApiClient.register(stack.apiUrl),
  ];
  const headers = { authorization: `Bearer ${ann.token}` };
  for (const [service, call] of Object.entries(calls)) {
    assert.equal(await statusOf(stack, call, headers), call.status, service);
  }
  let isOver = false;
  const others = { authorization: `Bearer ${bob.token}` };
  const load = Array.from({ length: 8 }, async (_, i) => {
    const call = Object.values(calls)[i % 5]!;
    while (!isOver) assert.equal(await statusOf(stack, call, others), call.status, "bob's goes on");
  });
  try {
    assert.equal((await ann.call("/auth/sessions", { method: "DELETE" })).status, 204);
    assertSoon(await refusedEverywhere(stack, headers));
  } finally {
    isOver = true;
    await Promise.all(load);
  }
});

Deno.test("a deleted account's tokens are refused by every service within seconds", async () => {
  const stack = sharedStack();
  const ann = await ApiClient.register(stack.apiUrl);
  const owner = connect(stack.ownerUrl, { name: "sessions-test", max: 1 });
  try {
    await owner`delete from identity.account where user_id = ${ann.userId}`;
    assertSoon(await refusedEverywhere(stack, { authorization: `Bearer ${ann.token}` }));
  } finally {
    await owner.end();
  }
});

Deno.test("a live view ends with its session", async () => {
  const { apiUrl } = sharedStack();
  const ann = await ApiClient.register(apiUrl);
  const { body: job } = await ann.upload("email,first name,last name\nann@example.com,Ann,Lee\n");
  const stream = await fetch(`${apiUrl}/jobs/${job.id}/stream`, {
    headers: { authorization: `Bearer ${ann.token}` },
  });
  assert.equal(stream.status, 200);
  const read = stream.text();
  await ann.call("/auth/logout", { method: "POST" });
  assert.match(await within(SOON_MS, read), /^event: job/);
});

Deno.test("every service renews a page's session by itself; an upload asks to do so before", async () => {
  const stack = sharedStack();
  const answer = await signIn(stack.apiUrl, `${crypto.randomUUID()}@example.com`, WEB);
  assert.deepEqual(Object.keys(await answer.json()), ["user"]);
  let refresh = refreshCookie(answer)!;
  for (const [service, call] of Object.entries(calls)) {
    const response = await fetch(`${stack.apiUrl}${call.path}`, {
      method: call.method,
      headers: { ...WEB, cookie: refresh },
    });
    assert.equal(response.status, call.status, service);
    await response.body?.cancel();
    const next = refreshCookie(response);
    assert.ok(next && next !== refresh, `${service} sets the next cookie`);
    refresh = next;
  }
  const form = new FormData();
  form.set("file", new File(["email\na@example.com\n"], "a.csv", { type: "text/csv" }));
  const upload = await fetch(`${stack.apiUrl}/jobs`, {
    method: "POST",
    headers: { ...WEB, cookie: refresh },
    body: form,
  });
  assert.equal(upload.status, 401);
  await upload.body?.cancel();
});

/** The cookie as the browser would send it. */
function refreshCookie(response: Response): string | undefined {
  return response.headers.getSetCookie()
    .find((cookie) => cookie.startsWith("rollcall_refresh="))?.split(";")[0];
}
