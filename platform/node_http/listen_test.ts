/** The server for the outside over real sockets: what a client may not do to it, and what it must carry. */
import assert from "node:assert/strict";
import { openRawSocket, type RawSocket, statusOf } from "../../tests/harness/raw_socket.ts";
import { within } from "../../tests/harness/within.ts";
import { listenFor, type RequestHandler } from "./listen.ts";

const HEAD_MS = 1_000;
const SOON_MS = 60_000;

async function serving(
  handler: RequestHandler,
  test: (port: number, open: () => Promise<RawSocket>) => Promise<void>,
): Promise<void> {
  const server = await listenFor(HEAD_MS, { port: 0, hostname: "127.0.0.1", handler });
  const sockets: RawSocket[] = [];
  const open = async () => {
    const socket = await openRawSocket(server.port);
    sockets.push(socket);
    return socket;
  };
  try {
    await test(server.port, open);
  } finally {
    for (const socket of sockets) socket.close();
    await server.shutdown();
  }
}

const hello = () => new Response("hello");

Deno.test("node server: a head that does not come is 408, and its connection closed", () =>
  serving(hello, async (port, open) => {
    // Alone at first: what it asks for has to arrive in time, also on a machine that is busy.
    const second = await open();
    await second.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    assert.equal(statusOf(await within(SOON_MS, second.answer)), 200);
    const [silent, half, drip] = [await open(), await open(), await open()];
    await half.send("GET / HTTP/1.1\r\nhost: x\r\n");
    await drip.send("GET / HTTP/1.1\r\nx: ");
    const dripping = setInterval(() => drip.send("y"), 100);
    await second.send("GET / HTTP/1.1\r\nhost:");
    try {
      const all = [silent, half, drip, second].map(({ closed }) => closed);
      await within(SOON_MS, Promise.all(all));
    } finally {
      clearInterval(dripping);
    }
    for (const socket of [silent, half, drip]) {
      const answer = await socket.answer;
      assert.equal(statusOf(answer), 408);
      assert.match(answer, /The head of the request did not arrive in time\. Send it again/);
    }
    assert.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), "hello");
  }));

Deno.test("node server: a head that comes after its 408 is not answered again, nor handled", () => {
  let handled = 0;
  const handler = () => (handled++, hello());
  return serving(handler, async (_port, open) => {
    const late = await open();
    await late.send("GET / HTTP/1.1\r\nhost: x");
    assert.equal(statusOf(await within(SOON_MS, late.answer)), 408);
    await late.send("\r\n\r\n");
    await within(SOON_MS, late.closed);
    assert.equal(handled, 0);
  });
});

Deno.test("node server: an answer may go on for longer than a head may take", () => {
  let beats = 0;
  const body = () =>
    new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, HEAD_MS / 4));
        if (++beats <= 12) controller.enqueue(new TextEncoder().encode("."));
        else controller.close();
      },
    });
  return serving(() => new Response(body()), async (port) => {
    assert.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), ".".repeat(12));
  });
});

Deno.test("node server: a body may come for longer than a head may take", () =>
  serving(async (request) => new Response(await request.text()), async (port) => {
    let pieces = 0;
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, HEAD_MS / 4));
        if (++pieces <= 12) controller.enqueue(new TextEncoder().encode("."));
        else controller.close();
      },
    });
    const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body });
    assert.equal(await response.text(), ".".repeat(12));
  }));

Deno.test("node server: a client that was answered and still sends is disconnected", () =>
  serving(() => new Response("no", { status: 401 }), async (_port, open) => {
    const socket = await open();
    await socket.send("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\nabc");
    const answer = await within(SOON_MS, socket.answer);
    assert.equal(statusOf(answer), 401);
    await within(SOON_MS, socket.closed);
  }));

Deno.test("node server: a client that is still sending gets the refusal", () =>
  serving(() => new Response("no", { status: 413 }), async (port) => {
    const body = new Uint8Array(4_000_000);
    const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body });
    assert.deepEqual([response.status, await response.text()], [413, "no"]);
  }));

Deno.test("node server: a request with too many headers is refused before they are looked at", () => {
  let seen = 0;
  return serving((request) => new Response(String(seen = [...request.headers].length)), async (
    _port,
    open,
  ) => {
    const head = (count: number) =>
      `GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n` +
      Array.from({ length: count - 2 }, (_, i) => `x${i}:\r\n`).join("") + "\r\n";
    const answerTo = async (count: number) => {
      const socket = await open();
      await socket.send(head(count));
      return await within(SOON_MS, socket.answer);
    };
    const refused = await answerTo(101);
    assert.equal(statusOf(refused), 431);
    assert.match(refused, /The request has 101 headers: at most 100 are taken\./);
    assert.equal(statusOf(await answerTo(1_900)), 431);
    assert.equal(seen, 0);
    assert.equal(statusOf(await answerTo(100)), 200);
    assert.equal(seen, 100);
  });
});

Deno.test("node server: large bodies pass both ways, whole", () =>
  serving(async (request) => {
    const bytes = new Uint8Array(await request.arrayBuffer());
    return new Response(ReadableStream.from([bytes, bytes]));
  }, async (port) => {
    const body = crypto.getRandomValues(new Uint8Array(60_000));
    const large = new Uint8Array(3_000_000).map((_, i) => body[i % body.length]!);
    const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: large });
    const back = new Uint8Array(await response.arrayBuffer());
    assert.equal(back.length, 2 * large.length);
    assert.deepEqual(back.subarray(large.length), large);
  }));

Deno.test("node server: an answer that breaks off is no whole answer", () => {
  const body = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode("half")),
      pull: (controller) => controller.error(new Error("broken")),
    });
  return serving(() => new Response(body()), async (port) => {
    await assert.rejects(async () => await (await fetch(`http://127.0.0.1:${port}`)).text());
  });
});

Deno.test("node server: what cannot be a request is 4xx with a sentence", () =>
  serving(hello, async (_port, open) => {
    const cases: [string, number][] = [
      ["TRACE / HTTP/1.1\r\nhost: x\r\n\r\n", 405],
      ["GET / HTTP/1.1\r\nhost: a b[\r\n\r\n", 400],
      ["GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\nhost: x\r\nexpect: foo\r\n\r\n", 417],
      ["POST / HTTP/1.1\r\nhost: x\r\nexpect: foo\r\ncontent-length: 9\r\n\r\n", 417],
      ["GET / HTTP/1.1\r\nexpect: foo\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\nhost: x\r\nno header\r\n\r\n", 400],
    ];
    for (const [text, status] of cases) {
      const socket = await open();
      await socket.send(text);
      const answer = await within(SOON_MS, socket.answer);
      assert.equal(statusOf(answer), status, text);
      assert.match(answer, /content-type: application\/problem\+json/i, text);
      assert.match(answer, /"detail":"[^"]{20,}/, text);
    }
  }));

Deno.test("node server: HTTP/1.0 needs no Host, and 100-continue is met", () =>
  serving(async (request) => new Response(`got ${await request.text()}`), async (_port, open) => {
    const [old, patient] = [await open(), await open()];
    await old.send("GET / HTTP/1.0\r\n\r\n");
    assert.equal(statusOf(await within(SOON_MS, old.answer)), 200);
    const head = "POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 1\r\n";
    await patient.send(`${head}connection: close\r\n\r\na`);
    await within(SOON_MS, patient.closed);
    assert.match(await patient.answer, /^HTTP\/1\.1 100 Continue/);
  }));

Deno.test("node server: HEAD, 204, cookies and the peer's address are as they were", () =>
  serving((request, { remoteAddr }) => {
    const headers = new Headers({ peer: remoteAddr.hostname });
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    return request.method === "DELETE"
      ? new Response(null, { status: 204, headers })
      : new Response(request.method === "HEAD" ? null : "x", { headers });
  }, async (port) => {
    for (const [method, status] of [["HEAD", 200], ["DELETE", 204], ["GET", 200]] as const) {
      const response = await fetch(`http://127.0.0.1:${port}`, { method });
      assert.equal(response.status, status);
      assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
      assert.equal(response.headers.get("peer"), "127.0.0.1");
      await response.text();
    }
  }));

Deno.test("node server: a stopping one answers what it has, and takes no more", () => {
  const answer = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<void>();
  return serving(() => {
    asked.resolve();
    return answer.promise;
  }, async () => {
    const server = await listenFor(HEAD_MS, {
      port: 0,
      hostname: "127.0.0.1",
      handler: () => {
        asked.resolve();
        return answer.promise;
      },
    });
    const response = fetch(`http://127.0.0.1:${server.port}`);
    await asked.promise;
    const stopped = server.shutdown();
    answer.resolve(new Response("done"));
    assert.equal(await (await response).text(), "done");
    await within(SOON_MS, stopped);
    await assert.rejects(fetch(`http://127.0.0.1:${server.port}`));
  });
});

Deno.test("node server: that is to end answers what it has, keeps no connection, waits for no head", async () => {
  const asked = Promise.withResolvers<void>(), answering = Promise.withResolvers<void>();
  const server = await listenFor(SOON_MS, {
    ...{ port: 0, hostname: "127.0.0.1" },
    handler: async () => {
      asked.resolve();
      await answering.promise;
      return new Response("hello");
    },
  });
  const [silent, half, inWork] = [
    await openRawSocket(server.port),
    await openRawSocket(server.port),
    await openRawSocket(server.port),
  ];
  await half.send("GET / HTTP/1.1\r\nhost: x\r\n");
  await inWork.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await asked.promise;
  const down = server.shutdown();
  await within(SOON_MS, Promise.all([silent.closed, half.closed]));
  answering.resolve();
  assert.match(
    await within(SOON_MS, inWork.answer),
    /^HTTP\/1\.1 200 OK[^]*\r\nconnection: close/i,
  );
  await within(SOON_MS, inWork.closed);
  await within(SOON_MS, down);
});
