import assert from "node:assert/strict";
import { createApp } from "./http.ts";
import { createLog, silentLog } from "./log.ts";
import { type MinimumRate, withRateCheck } from "./body_rate.ts";

const forever = Infinity;
const patient: MinimumRate = {
  silenceMs: forever,
  patienceMs: forever,
  bytesPerS: 1,
  wholeMs: forever,
};

/** A body that comes as it is written to; `end` closes it. */
function pipe() {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  writer.closed.catch(() => {});
  return {
    readable,
    write: (text: string) => writer.write(new TextEncoder().encode(text)).catch(() => {}),
    end: () => writer.close().catch(() => {}),
  };
}

/** What is answered to a body, as `write` makes it come, held to `rate`. */
async function answerTo(
  rate: MinimumRate,
  body: ReadableStream,
): Promise<{ status: number; text: string }> {
  const app = createApp({ log: silentLog(), maxBody: "streamed", rate });
  app.post("/", async (c) => c.text(await c.req.text()));
  const response = await app.request("/", { method: "POST", body });
  return { status: response.status, text: await response.text() };
}

Deno.test("body rate: a steady body arrives as it was sent", async () => {
  const body = pipe();
  const answer = answerTo({ ...patient, silenceMs: 60_000 }, body.readable);
  for (const piece of ["a", "b", "c"]) await body.write(piece);
  await body.end();
  assert.deepEqual(await answer, { status: 200, text: "abc" });
});

Deno.test("body rate: silence is 408 with a sentence, and the source is cancelled", async () => {
  const body = pipe();
  const answer = answerTo({ ...patient, silenceMs: 20 }, body.readable);
  await body.write("a");
  const { status, text } = await answer;
  assert.equal(status, 408);
  const { detail, code } = JSON.parse(text);
  assert.equal(code, "TOO_SLOW");
  assert.equal(
    detail,
    "Nothing of the request has arrived for 0.02 s. Check the connection, then send it again.",
  );
});

Deno.test("body rate: a trickle is ended, though no pause is long", async () => {
  const drip = new AbortController();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!drip.signal.aborted) controller.enqueue(new Uint8Array([97]));
    },
    cancel: () => drip.abort(),
  });
  const rate = { ...patient, silenceMs: 60_000, patienceMs: 50, bytesPerS: 1_000 };
  const { status, text } = await answerTo(rate, body);
  assert.equal(status, 408);
  assert.match(JSON.parse(text).detail, /too slowly: at least 1000 bytes a second are needed/);
  assert(drip.signal.aborted);
});

Deno.test("body rate: a body that flows for too long ends too", async () => {
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      controller.enqueue(new Uint8Array(1_000));
    },
  });
  const { status, text } = await answerTo({ ...patient, wholeMs: 40 }, endless);
  assert.equal(status, 408);
  assert.match(JSON.parse(text).detail, /did not arrive within 0.04 s/);
});

Deno.test("body rate: while nobody reads, no time is counted against the sender", async () => {
  const body = pipe();
  const { stream } = withRateCheck(body.readable, {
    ...patient,
    silenceMs: 60_000,
    patienceMs: 30,
  });
  const reader = stream.getReader();
  body.write("a");
  assert.equal((await reader.read()).value?.length, 1);
  await new Promise((resolve) => setTimeout(resolve, 40));
  body.write("b");
  assert.equal((await reader.read()).value?.length, 1);
  await reader.cancel();
});

Deno.test("body rate: a handler that asks for no body is not held up by one", async () => {
  const app = createApp({
    log: silentLog(),
    maxBody: "streamed",
    rate: { ...patient, silenceMs: 1 },
  });
  app.post("/", (c) => c.text("done"));
  const response = await app.request("/", { method: "POST", body: pipe().readable });
  assert.equal(await response.text(), "done");
});

Deno.test("body rate: a body that breaks off is 408, and no fault that is logged", async () => {
  const lines: string[] = [];
  const app = createApp({ log: createLog("tested", "info", (line) => lines.push(line)) });
  app.post("/", async (c) => c.json(await c.req.json()));
  const body = new ReadableStream({
    pull: () => Promise.reject(new Error("connection closed")),
  });
  const response = await app.request("/", { method: "POST", body, duplex: "half" } as RequestInit);
  createLog("silent", "error", () => {});
  assert.equal(response.status, 408);
  assert.equal((await response.json()).code, "BROKEN_OFF");
  assert.deepEqual(lines.map((line) => JSON.parse(line).level), ["info"], lines.join("\n"));
});
