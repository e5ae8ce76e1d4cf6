/**
 * Requests as no browser sends them, over raw sockets, at the gateway and at a service behind it: each
 * is answered, and never with a fault of ours (promise 11).
 */
import assert from "node:assert/strict";
import { createApp } from "@rollcall/platform/http.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import { listenByNode } from "@rollcall/platform/node_http/listen.ts";
import { rejectMalformed } from "@rollcall/platform/malformed_requests.ts";
import { within } from "../../tests/harness/within.ts";
import { gatewayApp } from "./app.ts";

const HOST = "Host: localhost";

/** A request, and the statuses that the gateway and a service may answer it with. */
interface Odd {
  what: string;
  lines: string[];
  body?: string;
  status: number | number[];
  /** what the answer has to have, where it comes from us and not from Deno's own parser */
  says?: RegExp;
  allow?: RegExp;
}

const hosts = [
  "a b",
  "[::1",
  "x:99999",
  "a/b?c",
  "a#b",
  "user@a",
  "<x>",
  "%zz",
  "\xff\xfe",
  "a\\b",
];

const table: Odd[] = [
  { what: "an ordinary one", lines: ["GET /jobs HTTP/1.1", HOST], status: 200 },
  ...hosts.map((host): Odd => ({
    what: `Host: ${host}`,
    lines: ["GET /jobs HTTP/1.1", `Host: ${host}`],
    status: 400,
    says: /Host header/,
  })),
  { what: "a bad Host on a probe", lines: ["GET /healthz HTTP/1.1", "Host: a b"], status: 400 },
  { what: "an empty Host", lines: ["GET /jobs HTTP/1.1", "Host:"], status: 200 },
  { what: "no Host", lines: ["GET /jobs HTTP/1.1"], status: [200, 400] },
  { what: "two Hosts", lines: ["GET /jobs HTTP/1.1", "Host: a", "Host: b"], status: 400 },
  { what: "HTTP/1.0 without Host", lines: ["GET /jobs HTTP/1.0"], status: 200 },
  { what: "HTTP/2.0 in text", lines: ["GET /jobs HTTP/2.0", HOST], status: 400 },
  { what: "no version", lines: ["GET /jobs"], status: 400 },
  { what: "an absolute target", lines: ["GET http://b:1/jobs HTTP/1.1", HOST], status: 200 },
  {
    what: "another scheme",
    lines: ["GET ftp://b/jobs HTTP/1.1", HOST],
    status: 400,
    says: /target/,
  },
  { what: "a broken absolute target", lines: ["GET http://[x/jobs HTTP/1.1", HOST], status: 400 },
  { what: "GET *", lines: ["GET * HTTP/1.1", HOST], status: 400 },
  { what: "OPTIONS *", lines: ["OPTIONS * HTTP/1.1", HOST], status: [204, 404] },
  ...["TRACE", "TRACK", "trace", "get", "BREW"].map((method): Odd => ({
    what: method,
    lines: [`${method} /jobs HTTP/1.1`, HOST],
    status: 405,
    says: /not possible/,
    allow: /GET/,
  })),
  {
    what: "CONNECT",
    lines: ["CONNECT other:443 HTTP/1.1", HOST],
    status: 405,
    says: /not possible/,
    allow: /GET/,
  },
  { what: "CONNECT with a path", lines: ["CONNECT /jobs HTTP/1.1", HOST], status: [400, 405] },
  { what: "no method", lines: ["G@T /jobs HTTP/1.1", HOST], status: 400 },
  { what: "NUL in the path", lines: ["GET /jo\0bs HTTP/1.1", HOST], status: 400 },
  { what: "NUL in a header", lines: ["GET /jobs HTTP/1.1", HOST, "X-A: a\0b"], status: 400 },
  { what: "a space in the path", lines: ["GET /jo bs HTTP/1.1", HOST], status: 400 },
  ...["//", "//evil.test/jobs", "///jobs", "/%zz%/?%%%", "/../../etc/passwd", "/\\evil.test"]
    .map((path): Odd => ({ what: path, lines: [`GET ${path} HTTP/1.1`, HOST], status: 404 })),
  { what: "a letter that is no ASCII", lines: ["GET /ü HTTP/1.1", HOST], status: [400, 404] },
  { what: "percent rubbish in a query", lines: ["GET /jobs?%zz=%&%% HTTP/1.1", HOST], status: 200 },
  { what: "a fragment", lines: ["GET /jobs#x HTTP/1.1", HOST], status: 200 },
  {
    what: "a header of 1 MB",
    lines: ["GET /jobs HTTP/1.1", HOST, `X-A: ${"a".repeat(1 << 20)}`],
    status: [400, 431],
  },
  {
    what: "1,000 headers",
    lines: ["GET /jobs HTTP/1.1", HOST, ...Array.from({ length: 1_000 }, (_, i) => `X-${i}: a`)],
    status: [400, 431],
  },
  {
    what: "a path of 100,000 characters",
    lines: [`GET /${"a".repeat(100_000)} HTTP/1.1`, HOST],
    status: [400, 404, 414, 431],
  },
  {
    what: "two lengths",
    lines: ["POST /jobs HTTP/1.1", HOST, "Content-Length: 3", "Content-Length: 4"],
    body: "abc",
    status: 400,
  },
  {
    what: "a length and chunks",
    lines: ["POST /jobs HTTP/1.1", HOST, "Content-Length: 3", "Transfer-Encoding: chunked"],
    body: "0\r\n\r\n",
    status: 400,
  },
  {
    what: "a length below 0",
    lines: ["POST /jobs HTTP/1.1", HOST, "Content-Length: -3"],
    status: 400,
  },
  {
    what: "an upgrade",
    lines: ["GET /jobs HTTP/1.1", HOST, "Connection: Upgrade", "Upgrade: h2c"],
    status: 200,
  },
  {
    what: "a GET with a body",
    lines: ["GET /jobs HTTP/1.1", HOST, "Content-Length: 3"],
    body: "abc",
    status: 200,
  },
  {
    what: "Connection names odd things",
    lines: ["GET /jobs HTTP/1.1", HOST, "Connection: host, (, x-forwarded-for"],
    status: 200,
  },
  { what: "the beginning of TLS", lines: ["\x16\x03\x01\x02\x00\x01\x00"], status: 400 },
];

for (const { what, lines, body = "", status, says, allow } of table) {
  Deno.test(`odd requests: ${what} is answered, and never with a 5xx (promise 11)`, () =>
    withServers(async (ports) => {
      for (const [name, port] of Object.entries(ports)) {
        const answer = await ask(port, `${lines.join("\r\n")}\r\n\r\n${body}`);
        const found = `${name}: ${answer.slice(0, 300)}`;
        const code = Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1]);
        assert.ok([status].flat().includes(code), found);
        if (says) assert.match(answer, /content-type: application\/problem\+json/i, found);
        if (says) assert.match(answer, says, found);
        if (allow) assert.match(/^allow: (.*)$/im.exec(answer)?.[1] ?? "", allow, found);
      }
    }));
}

Deno.test("odd requests, negative twin: unguarded, a bad Host is a fault", async () => {
  const app = testService();
  const server = serve((request) => {
    // As the gateway does with what it hands on.
    new URL(request.url);
    return app.fetch(request);
  });
  const answer = await ask(server.addr.port, "GET /jobs HTTP/1.1\r\nHost: a b\r\n\r\n");
  assert.match(answer, /^HTTP\/1\.1 500 /);
  await server.shutdown();
});

function testService() {
  const app = createApp({ log: silentLog() });
  app.get("/jobs", (c) => c.json([]));
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  return app;
}

async function withServers(test: (ports: Record<string, number>) => Promise<void>) {
  const service = serve(rejectMalformed(testService().fetch));
  const origin = `http://127.0.0.1:${service.addr.port}`;
  const handler = rejectMalformed(
    gatewayApp({
      log: silentLog(),
      webOrigins: [],
      proxyHops: 0,
      upstreams: {
        upload: [origin],
        review: [origin],
        projection: [origin],
        identity: [origin],
        operations: [origin],
      },
    }).fetch,
  );
  const gateway = await listenByNode({ port: 0, hostname: "127.0.0.1", handler });
  try {
    await test({ service: service.addr.port, gateway: gateway.port });
  } finally {
    await Promise.all([gateway.shutdown(), service.shutdown()]);
  }
}

function serve(handler: Deno.ServeHandler<Deno.NetAddr>): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {}, onError }, handler);
}

const onError = () => new Response("a fault", { status: 500 });

/** Sends the bytes and returns what comes until the answer has a head, and what came with it. */
async function ask(port: number, request: string): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = Uint8Array.from(request, (letter) => letter.charCodeAt(0));
  // The server may hang up before it has read it all.
  const sent = connection.writable.getWriter().write(bytes).catch(() => {});
  let answer = "";
  const read = async () => {
    for await (const piece of connection.readable) {
      answer += String.fromCharCode(...piece);
      const [head, body] = answer.split("\r\n\r\n");
      const length = Number(/^content-length: (\d+)$/im.exec(head!)?.[1] ?? 0);
      if (body !== undefined && body.length >= length) break;
    }
  };
  try {
    await within(30_000, read().catch(() => {}));
  } finally {
    await sent;
    try {
      connection.close();
    } catch { /* its stream has closed it */ }
  }
  return answer;
}
