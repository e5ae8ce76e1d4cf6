/** The server for the outside over TLS: the same answers, and nobody holds a connection for nothing. */
import assert from "node:assert/strict";
import { request } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { openRawSocket } from "../../tests/harness/raw_socket.ts";
import { within } from "../../tests/harness/within.ts";
import { ownCertificate } from "../own_certificate.ts";
import { listenByDeno } from "../deno_listen.ts";
import { listenFor, type RequestHandler } from "./listen.ts";

const HEAD_MS = 1_000;
const SOON_MS = 60_000;
const tls = await ownCertificate();
const at = { port: 0, hostname: "127.0.0.1" };

/** Asks without a look at the certificate, as a load balancer does. */
function ask(port: number, body = ""): Promise<{ status: number; text: string; tls: string }> {
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", method: "POST", rejectUnauthorized: false };
    request(options, async (response) => {
      // Once the answer is there it has no socket any more.
      const { socket } = response as unknown as { socket: TLSSocket };
      const tls = socket.getProtocol()!;
      let text = "";
      for await (const piece of response) text += piece;
      resolve({ status: response.statusCode!, text, tls });
    }).on("error", reject).end(body);
  });
}

/** Begins a request within TLS and does not end its head. Resolves once the server has closed. */
function halfHead(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      socket.write("GET / HTTP/1.1\r\nhost: x\r\n");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve());
    socket.resume();
  });
}

const echo: RequestHandler = async (request) => new Response(await request.text());

Deno.test("node server: by TLS it answers, large bodies too, and stops when told", async () => {
  const server = await listenFor(HEAD_MS, { ...at, handler: echo, tls });
  try {
    const body = "x".repeat(3_000_000);
    const answer = await ask(server.port, body);
    assert.equal(answer.status, 200);
    assert.ok(answer.text === body);
    assert.match(answer.tls, /^TLSv1\.[23]$/);
  } finally {
    await within(SOON_MS, server.shutdown());
  }
});

Deno.test("node server: who does not begin TLS, or begins no request within it, is disconnected", async () => {
  const server = await listenFor(HEAD_MS, { ...at, handler: echo, tls });
  try {
    const silent = await openRawSocket(server.port);
    const plain = await openRawSocket(server.port);
    await plain.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    await within(SOON_MS, Promise.all([silent.closed, plain.closed]));
    assert.doesNotMatch(await plain.answer, /^HTTP/);
    await within(SOON_MS, halfHead(server.port));
    assert.equal((await ask(server.port, "still there")).text, "still there");
  } finally {
    await within(SOON_MS, server.shutdown());
  }
});

Deno.test("Deno's server: by TLS with a certificate of its own it answers, and stops when told", async () => {
  const refuse = () => new Response(null, { status: 503 });
  const server = listenByDeno({ ...at, handler: echo, refuse, tls });
  try {
    const answer = await ask(server.port, "hello");
    assert.deepEqual([answer.status, answer.text], [200, "hello"]);
  } finally {
    await within(SOON_MS, server.shutdown());
  }
});

Deno.test("a certificate of its own: each process has another key", async () => {
  const other = await ownCertificate();
  assert.notEqual(other.key, tls.key);
  assert.match(tls.cert, /^-----BEGIN CERTIFICATE-----/);
});
