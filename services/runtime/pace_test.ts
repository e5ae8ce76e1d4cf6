import assert from "node:assert/strict";
import { createApp } from "./http.ts";
import { silentLog } from "./log.ts";
import { type Pace, paced } from "./pace.ts";

const forever = Infinity;
const patient: Pace = {
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

/** What is answered to a body, as `write` makes it come, held to `pace`. */
async function answerTo(
  pace: Pace,
  body: ReadableStream,
): Promise<{ status: number; text: string }> {
  const app = createApp({ log: silentLog(), maxBody: "streamed", pace });
  app.post("/", async (c) => c.text(await c.req.text()));
  const response = await app.request("/", { method: "POST", body });
  return { status: response.status, text: await response.text() };
}

Deno.test("pace: what flows arrives as it was sent, whoever waits for it", async () => {
  const body = pipe();
  const answer = answerTo({ ...patient, silenceMs: 60_000 }, body.readable);
  for (const piece of ["a", "b", "c"]) await body.write(piece);
  await body.end();
  assert.deepEqual(await answer, { status: 200, text: "abc" });
});

Deno.test("pace: silence is 408 with a sentence, and the sender is let go", async () => {
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

Deno.test("pace: a drip ends, though no silence is long", async () => {
  const drip = new AbortController();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (!drip.signal.aborted) controller.enqueue(new Uint8Array([97]));
    },
    cancel: () => drip.abort(),
  });
  const pace = { ...patient, silenceMs: 60_000, patienceMs: 50, bytesPerS: 1_000 };
  const { status, text } = await answerTo(pace, body);
  assert.equal(status, 408);
  assert.match(JSON.parse(text).detail, /too slowly: at least 1000 bytes a second are needed/);
  assert(drip.signal.aborted);
});

Deno.test("pace: a body that flows for too long ends too", async () => {
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

Deno.test("pace: while nobody reads, no time is counted against the sender", async () => {
  const body = pipe();
  const { stream } = paced(body.readable, { ...patient, silenceMs: 60_000, patienceMs: 30 });
  const reader = stream.getReader();
  body.write("a");
  assert.equal((await reader.read()).value?.length, 1);
  await new Promise((resolve) => setTimeout(resolve, 40));
  body.write("b");
  assert.equal((await reader.read()).value?.length, 1);
  await reader.cancel();
});

Deno.test("pace: a handler that asks for no body is not held up by one", async () => {
  const app = createApp({
    log: silentLog(),
    maxBody: "streamed",
    pace: { ...patient, silenceMs: 1 },
  });
  app.post("/", (c) => c.text("done"));
  const response = await app.request("/", { method: "POST", body: pipe().readable });
  assert.equal(await response.text(), "done");
});
