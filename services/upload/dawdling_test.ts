/** Clients that dawdle, over real sockets, beside somebody who only wants to upload a file. */
import assert from "node:assert/strict";
import {
  beginningOfForm,
  openRawSocket,
  type RawSocket,
  statusOf,
} from "../../tests/harness/raw_socket.ts";
import { within } from "../../tests/harness/within.ts";
import { anna, berta, uploadTest, type World } from "./testing/world.ts";

/** Longer than what is refused is still read. */
const pace = { silenceMs: 8_000, patienceMs: 10_000, bytesPerS: 1_024, wholeMs: Infinity };
const PART = '--XX\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';

type Open = (count: number, path: string, body: string) => Promise<RawSocket[]>;

async function served(
  { app, parts }: World,
  test: (port: number, open: Open) => Promise<void>,
): Promise<void> {
  const sockets: RawSocket[] = [];
  const open: Open = async (count, path, body) => {
    const opened = await dawdlers(server.addr.port, count, path, body);
    sockets.push(...opened);
    return opened;
  };
  parts.pace = pace;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, app().fetch);
  try {
    await test(server.addr.port, open);
  } finally {
    for (const socket of sockets) socket.close();
    await server.shutdown();
  }
}

async function dawdlers(port: number, count: number, path: string, body: string) {
  const sockets = await Promise.all(Array.from({ length: count }, () => openRawSocket(port)));
  const head = beginningOfForm(path, { authorization: `Bearer ${anna}` });
  await Promise.all(sockets.map((socket) => socket.send(head + body)));
  return sockets;
}

async function answersOf(sockets: RawSocket[]): Promise<number[]> {
  const answers = await within(60_000, Promise.all(sockets.map(({ answer }) => answer)));
  return answers.map(statusOf).sort();
}

function post(port: number, path: string, token: string): Promise<Response> {
  const body = new FormData();
  body.set("file", new File(["email\na@x.org\n"], "b.csv", { type: "text/csv" }));
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body, headers });
}

const routes = [
  { path: "/jobs", done: 201, places: "uploads" },
  { path: "/jobs/preview", done: 200, places: "previews" },
] as const;

for (const { path, done, places } of routes) {
  uploadTest(
    `16 sockets that dawdle at ${path} hold nobody else up, and end`,
    (world) =>
      served(world, async (port, open) => {
        const sockets = await open(16, path, PART + "email\n");
        const response = await post(port, path, berta);
        assert.equal(response.status, done, await response.text());
        const own = world.parts.perUser[places];
        assert(
          sockets.filter((socket) => !socket.answered()).length >= own,
          "the places of the user who dawdles are still taken",
        );
        const expected = Array.from({ length: 16 }, (_, i) => i < own ? 408 : 429);
        assert.deepEqual(await answersOf(sockets), expected);
        const after = await post(port, path, anna);
        assert.equal(after.status, done, await after.text());
        assert.equal((await world.stored()).length, path === "/jobs" ? 2 : 0);
      }),
  );
}

uploadTest(
  "a silent body is 408 with a sentence, and nothing is left of it",
  (world) =>
    served(world, async (_port, open) => {
      const [socket] = await open(1, "/jobs", PART + "email\n");
      const answer = await within(60_000, socket!.answer);
      assert.equal(statusOf(answer), 408);
      assert.match(answer, /content-type: application\/problem\+json/);
      assert.match(answer, /Nothing of the request has arrived for 8 s\. Check the connection/);
      assert.deepEqual(await world.stored(), []);
    }),
);

uploadTest(
  "a drip ends, though it is never silent for long",
  (world) =>
    served(world, async (_port, open) => {
      const [socket] = await open(1, "/jobs", PART + "email\n");
      const drip = setInterval(() => socket!.send("a"), 500);
      try {
        const answer = await within(60_000, socket!.answer);
        assert.equal(statusOf(answer), 408);
        assert.match(answer, /too slowly: at least 1024 bytes a second are needed/);
      } finally {
        clearInterval(drip);
      }
    }),
);

uploadTest(
  "headers alone take no place: only a body that begins does",
  (world) =>
    served(world, async (port, open) => {
      const sockets = await open(world.parts.perUser.uploads * 2, "/jobs", "");
      const response = await post(port, "/jobs", anna);
      assert.equal(response.status, 201, await response.text());
      assert.deepEqual(await answersOf(sockets), sockets.map(() => 408));
    }),
);

uploadTest(
  "a user has only so many requests open, places or not",
  (world) =>
    served(world, async (port, open) => {
      const { uploads, previews } = world.parts.perUser;
      const most = uploads + previews + 16;
      const sockets = await open(most + 3, "/jobs", "");
      const early = await within(60_000, Promise.any(sockets.map(({ answer }) => answer)));
      assert.equal(statusOf(early), 429);
      assert.match(early, /REQUESTS_AT_ONCE/);
      const response = await post(port, "/jobs", berta);
      assert.equal(response.status, 201, await response.text());
      const statuses = await answersOf(sockets);
      assert.equal(statuses.filter((status) => status === 429).length, 3);
    }),
);
