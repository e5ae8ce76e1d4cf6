import assert from "node:assert/strict";
import { silentLog } from "@rollcall/platform/log.ts";
import { listenByNode } from "@rollcall/platform/node_http/listen.ts";
import { openRawSocket } from "../../tests/harness/raw_socket.ts";
import { gatewayApp } from "./app.ts";

type Seen = { method: string; path: string; headers: Headers };
type Handler = (request: Request) => Response | Promise<Response>;

/** A gateway over real sockets in front of one service that answers for all. */
async function withGateway(
  answer: Handler,
  test: (origin: string, seen: Seen[]) => Promise<void>,
  proxyHops = 0,
): Promise<void> {
  const seen: Seen[] = [];
  const service = serve((request) => {
    const url = new URL(request.url);
    seen.push({
      method: request.method,
      path: url.pathname + url.search,
      headers: request.headers,
    });
    return answer(request);
  });
  const origin = `http://127.0.0.1:${service.addr.port}`;
  const handler = gatewayFor(origin, proxyHops).fetch;
  const gateway = await listenByNode({ port: 0, hostname: "127.0.0.1", handler });
  try {
    await test(`http://127.0.0.1:${gateway.port}`, seen);
  } finally {
    await gateway.shutdown();
    await service.shutdown();
  }
}

function gatewayFor(origin: string, proxyHops = 0) {
  return gatewayOf([origin], proxyHops);
}

function gatewayOf(origins: string[], proxyHops = 0) {
  return gatewayApp({
    log: silentLog(),
    webOrigins: ["http://web.test"],
    proxyHops,
    upstreams: {
      upload: origins,
      review: origins,
      projection: origins,
      identity: origins,
      operations: origins,
    },
  });
}

function serve(
  handler: (
    request: Request,
    info: Deno.ServeHandlerInfo<Deno.NetAddr>,
  ) => Response | Promise<Response>,
) {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
}

Deno.test("gateway: method, path, query, body and answer pass through", () =>
  withGateway(
    async (request) => new Response(`got ${await request.text()}`, { status: 201 }),
    async (origin, seen) => {
      const response = await fetch(`${origin}/jobs?x=%2F1`, { method: "POST", body: "hello" });
      assert.equal(response.status, 201);
      assert.equal(await response.text(), "got hello");
      assert.equal(seen[0]?.method, "POST");
      assert.equal(seen[0]?.path, "/jobs?x=%2F1");
    },
  ));

Deno.test("gateway: /api is the same API, and its headers name paths under /api", () =>
  withGateway(() => {
    const link = '</jobs?cursor=2>; rel="next"';
    return new Response(null, { status: 201, headers: { location: "/jobs/1", link } });
  }, async (origin, seen) => {
    const response = await fetch(`${origin}/api/jobs`, { method: "POST" });
    assert.equal(response.headers.get("location"), "/api/jobs/1");
    assert.equal(response.headers.get("link"), '</api/jobs?cursor=2>; rel="next"');
    assert.equal(seen[0]?.path, "/jobs");
    assert.equal(seen[0]?.headers.get("x-forwarded-prefix"), "/api");
  }));

Deno.test("gateway: what does not reach one instance goes to another, unless it has a large body", async () => {
  const here = serve(async (request) => new Response(`here ${await request.text()}`));
  const gone = serve(() => new Response());
  const [alive, dead] = [here, gone].map(({ addr }) => `http://127.0.0.1:${addr.port}`);
  await gone.shutdown();
  try {
    const ask = async (init: RequestInit) => {
      // New each time: the dead one is next, and nothing is known of it.
      const response = await gatewayOf([dead!, alive!]).request("/jobs", init);
      return [response.status, response.status === 200 ? await response.text() : ""];
    };
    assert.deepEqual(await ask({}), [200, "here "]);
    assert.deepEqual(await ask({ method: "POST" }), [200, "here "]);
    const decision = { method: "POST", body: "x", headers: { "content-length": "1" } };
    assert.deepEqual(await ask(decision), [200, "here x"]);
    const large = () => ({ method: "POST", body: new Blob(["x"]).stream() });
    assert.deepEqual(await ask(large()), [503, ""]);
    // From then on the other one is asked first.
    const app = gatewayOf([dead!, alive!]);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await app.request("/jobs", large())).status);
    assert.deepEqual(statuses, [503, 200, 200, 200]);
  } finally {
    await here.shutdown();
  }
});

Deno.test("gateway: what an instance may have done before it died is not asked of another", async () => {
  const seen: string[] = [];
  const other = serve((request) => new Response(void seen.push(request.method)));
  // It reads the request, and dies instead of answering.
  const dying = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const died = (async () => {
    const connection = await dying.accept();
    await connection.read(new Uint8Array(1_024));
    connection.close();
    dying.close();
  })();
  const [first, second] = [dying, other].map(({ addr }) => {
    return `http://127.0.0.1:${(addr as Deno.NetAddr).port}`;
  });
  try {
    const headers = { "content-length": "1" };
    const init = { method: "POST", body: "x", headers };
    assert.equal((await gatewayOf([first!, second!]).request("/jobs", init)).status, 503);
    assert.deepEqual(seen, []);
  } finally {
    await Promise.all([other.shutdown(), died]);
  }
});

Deno.test("gateway: it is ready while an instance of each service is", async () => {
  const ready = serve(() => new Response()),
    starting = serve(() => new Response("", { status: 503 }));
  const [one, other] = [ready, starting].map(({ addr }) => `http://127.0.0.1:${addr.port}`);
  try {
    const status = async (origins: string[]) =>
      (await gatewayOf(origins).request("/readyz")).status;
    assert.deepEqual([await status([other!, one!]), await status([other!])], [200, 503]);
  } finally {
    await Promise.all([ready.shutdown(), starting.shutdown()]);
  }
});

Deno.test("gateway: passes on the client's address, drops hop-by-hop headers", () =>
  withGateway(
    () => new Response("ok", { headers: { "x-own": "1", "keep-alive": "timeout=5" } }),
    async (origin, seen) => {
      const response = await fetch(`${origin}/jobs`, {
        headers: {
          "x-forwarded-for": "6.6.6.6",
          "x-request-id": "abc-1",
          "proxy-authorization": "Basic eA==",
          "x-forwarded-prefix": "/evil",
          te: "trailers",
          authorization: "Bearer t",
        },
      });
      await response.text();
      const headers = seen[0]?.headers;
      assert.equal(headers?.get("x-forwarded-for"), "127.0.0.1");
      assert.equal(headers?.get("x-forwarded-host"), new URL(origin).host);
      assert.equal(headers?.get("x-forwarded-proto"), "http");
      assert.equal(headers?.get("x-request-id"), "abc-1");
      assert.equal(headers?.get("authorization"), "Bearer t");
      for (const name of ["proxy-authorization", "te", "x-forwarded-prefix"]) {
        assert.equal(headers?.get(name), null, name);
      }
      assert.equal(response.headers.get("x-request-id"), "abc-1");
      assert.equal(response.headers.get("x-own"), "1");
    },
  ));

Deno.test("gateway: behind proxies it passes on the address that the outermost one saw", () =>
  withGateway(
    () => new Response("ok"),
    async (origin, seen) => {
      const ask = async (forwardedFor: string) => {
        const headers = { "x-forwarded-for": forwardedFor };
        await (await fetch(`${origin}/jobs`, { headers })).text();
        return seen.at(-1)?.headers.get("x-forwarded-for");
      };
      assert.equal(await ask("1.1.1.1, 10.0.0.7"), "1.1.1.1");
      assert.equal(await ask("6.6.6.6, 1.1.1.1, 10.0.0.7"), "1.1.1.1");
    },
    2,
  ));

Deno.test("gateway: whatever a path looks like, it goes to the service and nowhere else", () =>
  withGateway(
    () => new Response("ok"),
    async (origin, seen) => {
      for (const path of ["//127.0.0.1:1/jobs", "/api//127.0.0.1:1/jobs", "/a%2Fb?x=%2F"]) {
        const response = await fetch(origin + path);
        assert.equal(await response.text(), "ok", path);
        assert.equal(seen.at(-1)?.path, path.replace(/^\/api/, ""));
      }
    },
  ));

Deno.test("gateway: a live stream arrives event by event, and ends when the client goes", () => {
  const gone = Promise.withResolvers<void>();
  let send: (text: string) => void = () => {};
  return withGateway(() => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        send = (text) => controller.enqueue(new TextEncoder().encode(text));
        send("data: 1\n\n");
      },
      cancel: () => gone.resolve(),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }, async (origin) => {
    const client = new AbortController();
    const response = await fetch(`${origin}/jobs/1/stream`, { signal: client.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    assert.equal((await reader.read()).value, "data: 1\n\n");
    send("data: 2\n\n");
    assert.equal((await reader.read()).value, "data: 2\n\n");
    client.abort();
    await reader.read().catch(() => {});
    await gone.promise;
  });
});

Deno.test("gateway: an upload arrives while it is still being sent", () => {
  const arrived = Promise.withResolvers<string>();
  return withGateway(async (request) => {
    const reader = request.body!.pipeThrough(new TextDecoderStream()).getReader();
    arrived.resolve((await reader.read()).value ?? "");
    while (!(await reader.read()).done);
    return new Response("done");
  }, async (origin) => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const answer = fetch(`${origin}/jobs`, { method: "POST", body: readable });
    await writer.write(new TextEncoder().encode("first"));
    assert.equal(await arrived.promise, "first");
    await writer.close();
    assert.equal(await (await answer).text(), "done");
  });
});

Deno.test("gateway: a small body is forwarded once all of it has arrived", () =>
  withGateway(async (request) => new Response(await request.text()), async (origin, seen) => {
    const socket = await openRawSocket(Number(new URL(origin).port));
    await socket.send("POST /jobs HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhello");
    // Another request gets through meanwhile: the first is not merely late.
    await (await fetch(`${origin}/jobs`)).text();
    assert.deepEqual(seen.map(({ method }) => method), ["GET"]);
    await socket.send("world");
    assert.match(await socket.answer, /helloworld$/);
    assert.equal(seen[1]?.headers.get("content-length"), "10");
    socket.close();
  }));

Deno.test("gateway: a small body that breaks off does not reach the service", () =>
  withGateway(() => new Response("no"), async (origin, seen) => {
    const socket = await openRawSocket(Number(new URL(origin).port));
    await socket.send("POST /jobs HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhello");
    socket.close();
    await (await fetch(`${origin}/jobs`)).text();
    assert.deepEqual(seen.map(({ method }) => method), ["GET"]);
  }));

Deno.test("gateway: a client that goes in the middle of an upload ends it at the service", () => {
  const broken = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  return withGateway(async (request) => {
    const reader = request.body!.getReader();
    try {
      for (;;) {
        const { done } = await reader.read();
        arrived.resolve();
        if (done) return new Response("whole");
      }
    } catch {
      broken.resolve();
      return new Response("broken");
    }
  }, async (origin) => {
    const client = new AbortController();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const answer = fetch(`${origin}/jobs`, {
      method: "POST",
      body: readable,
      signal: client.signal,
    });
    await writable.getWriter().write(new TextEncoder().encode("first"));
    await arrived.promise;
    client.abort();
    await assert.rejects(answer);
    await broken.promise;
  });
});

Deno.test("gateway: a service that is down is 503 with Retry-After", async () => {
  const gateway = gatewayFor("http://127.0.0.1:1");
  const response = await gateway.request("/jobs");
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "2");
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const ready = await gateway.request("/readyz");
  assert.equal(ready.status, 503);
  const names = ["upload", "review", "projection", "identity"];
  assert.deepEqual((await ready.json()).failing, names);
  assert.equal((await gateway.request("/healthz")).status, 200);
});

Deno.test("gateway: redirects are the client's to follow", () =>
  withGateway(
    () => new Response(null, { status: 302, headers: { location: "/docs/" } }),
    async (origin) => {
      const response = await fetch(`${origin}/docs`, { redirect: "manual" });
      await response.body?.cancel();
      assert.equal(response.status, 302);
    },
  ));

Deno.test("gateway: CORS answers the web's origins and no other", async () => {
  const preflight = (origin: string) =>
    gatewayFor("http://127.0.0.1:1").request("/jobs", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
  const own = await preflight("http://web.test");
  assert.equal(own.status, 204);
  assert.equal(own.headers.get("access-control-allow-origin"), "http://web.test");
  assert.equal(own.headers.get("access-control-allow-credentials"), "true");
  const foreign = await preflight("http://evil.test");
  assert.equal(foreign.headers.get("access-control-allow-origin"), null);
});
