import assert from "node:assert/strict";
import { Failure } from "./exit_codes.ts";
import type { FormBody } from "./multipart.ts";
import { type Manner, Transport } from "./transport.ts";

const refusal = (status: number, retryAfter: string, detail = "You have 20 files in work.") =>
  new Response(JSON.stringify({ type: "about:blank", title: "No", status, detail }), {
    status,
    headers: { "retry-after": retryAfter, "content-type": "application/problem+json" },
  });

const form = () =>
  Promise.resolve(
    { contentType: "text/csv", stream: new Blob(["a"]).stream() } as unknown as FormBody,
  );

/** Calls a server that answers in turn. */
async function call(
  answers: Response[],
  { signal, ...manner }: Manner & { signal?: AbortSignal } = {},
): Promise<{ response: Response | undefined; error: unknown; said: string[]; asked: number }> {
  const said: string[] = [];
  let asked = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    await request.body?.pipeTo(new WritableStream());
    return answers[Math.min(asked++, answers.length - 1)]!.clone();
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const transport = new Transport(url, "t", signal ?? new AbortController().signal, (why) => {
    said.push(why);
  });
  try {
    const response = await transport.call("POST", "/jobs", {}, manner);
    await response.text();
    return { response, error: undefined, said, asked };
  } catch (error) {
    return { response: undefined, error, said, asked };
  } finally {
    await server.shutdown();
  }
}

Deno.test("transport: a file waits for the user's others, and says why once", async () => {
  const answers = [...Array.from({ length: 6 }, () => refusal(429, "0")), new Response("done")];
  const { response, said, asked } = await call(answers, { form });
  assert.equal(response?.status, 200);
  assert.equal(asked, 7);
  assert.deepEqual(said, ["You have 20 files in work."]);
});

Deno.test("transport: a download, a rule and a list wait for the user's other work too", async () => {
  const running = refusal(429, "0", "You have 3 downloads running.");
  const away = refusal(503, "0", "The database is away.");
  const answers = [away, ...Array(6).fill(running), away, new Response("done")];
  const { response, said } = await call(answers);
  assert.equal(response?.status, 200);
  assert.deepEqual(said, ["You have 3 downloads running."]);
});

Deno.test("transport: what only a deletion frees is not waited for", async () => {
  const answers = [refusal(429, "60", "You keep 2,000,000 rows, and 2,000,000 is the most.")];
  const { error, asked } = await call(answers, { form });
  assert(error instanceof Failure);
  assert.equal(error.message, "You keep 2,000,000 rows, and 2,000,000 is the most.");
  assert.equal(asked, 1);
});

Deno.test("transport: what can be had otherwise is not waited for", async () => {
  const { error, asked } = await call([refusal(429, "0")], { isReplaceable: true });
  assert(error instanceof Failure);
  assert.equal(asked, 1);
});

Deno.test("transport: a wait ends at the command's timeout", async () => {
  const signal = AbortSignal.timeout(300);
  const { error } = await call([refusal(429, "5")], { form, signal });
  assert.equal(error, signal.reason);
});

/** A server that takes one token only, and a client whose renewals are counted. */
async function expiring(
  renew: (times: number) => string,
  test: (transport: Transport, renewals: () => number) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const body = await request.text();
    const isGood = request.headers.get("authorization") === "Bearer good";
    return isGood ? new Response(body) : refusal(401, "", "The session has ended: sign in again.");
  });
  const signal = new AbortController().signal;
  const transport = new Transport(`http://127.0.0.1:${server.addr.port}`, "expired", signal);
  let renewals = 0;
  transport.renew = () => Promise.resolve(renew(++renewals));
  try {
    await test(transport, () => renewals);
  } finally {
    await server.shutdown();
  }
}

Deno.test("transport: an expired token is renewed once, and what was refused is sent again", () =>
  expiring(() => "good", async (transport, renewals) => {
    const both = await Promise.all([
      transport.call("POST", "/jobs", {}, { form }),
      transport.call("POST", "/issues", { body: "b" }),
    ]);
    assert.deepEqual(await Promise.all(both.map((response) => response.text())), ["a", "b"]);
    assert.equal(transport.token, "good");
    assert.equal(renewals(), 1);
  }));

Deno.test("transport: a session that has ended ends the command", () =>
  expiring(() => "bad", async (transport, renewals) => {
    await assert.rejects(transport.call("GET", "/jobs"), /The session has ended/);
    assert.equal(renewals(), 1);
  }));
