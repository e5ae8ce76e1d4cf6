/** Clients that dawdle, over real sockets, beside somebody who only wants to upload a file. */
import assert from "node:assert/strict";
import {
  beginningOfForm,
  openRawSocket,
  type RawSocket,
  statusOf,
} from "../../tests/harness/raw_socket.ts";
import { until } from "../../tests/harness/until.ts";
import { within } from "../../tests/harness/within.ts";
import { anna, berta, tokenOf, uploadTest, type World } from "./testing/world.ts";

/** Longer than what is refused is still read. */
const rate = { silenceMs: 8_000, patienceMs: 10_000, bytesPerS: 1_024, wholeMs: Infinity };
const PART = '--XX\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';

type Open = (count: number, path: string, body: string, token?: string) => Promise<RawSocket[]>;

async function served(
  { app, parts }: World,
  test: (port: number, open: Open) => Promise<void>,
): Promise<void> {
  const sockets: RawSocket[] = [];
  const open: Open = async (count, path, body, token = anna) => {
    const opened = await dawdlers(server.addr.port, count, path, body, token);
    sockets.push(...opened);
    return opened;
  };
  parts.rate = rate;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, app().fetch);
  try {
    await test(server.addr.port, open);
  } finally {
    for (const socket of sockets) socket.close();
    await server.shutdown();
  }
}

async function dawdlers(port: number, count: number, path: string, body: string, token: string) {
  const sockets = await Promise.all(Array.from({ length: count }, () => openRawSocket(port)));
  const head = beginningOfForm(path, { authorization: `Bearer ${token}` });
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

/** Users who dawdle and have all places, each as many as he can have, or one. */
const closers = [
  { path: "/jobs/preview", users: 2, each: 2 },
  { path: "/jobs/preview", users: 4, each: 1 },
  { path: "/jobs", users: 6, each: 3 },
  { path: "/jobs", users: 16, each: 1 },
] as const;

for (const { path, users, each } of closers) {
  uploadTest(
    `${users} users with ${each} slow ${path} each close it to nobody (promise 12)`,
    (world) =>
      served(world, async (port, open) => {
        const sockets: RawSocket[] = [];
        for (let user = 0; user < users; user++) {
          const token = await tokenOf(`dawdler-${user}`);
          sockets.push(...await open(each, path, PART + "email\n", token));
        }
        // While the database is asked for a body's user, nobody waits for the body: slow comes after.
        let late = 0;
        const gaveWay = await until("all places are taken, and one changes hands", async () => {
          const token = await tokenOf(`late-${late++}`);
          sockets.push(...await open(1, path, PART + "email\n", token));
          const answered = sockets.filter((socket) => socket.answered());
          const answers = await Promise.all(answered.map(({ answer }) => answer));
          return answers.find((answer) => answer.includes('"code":"GAVE_WAY"'));
        });
        assert.equal(statusOf(gaveWay), 503);
        assert.match(gaveWay, /retry-after: 5/i);
        for (const token of [berta, anna]) {
          const response = await post(port, path, token);
          assert.equal(response.status, path === "/jobs" ? 201 : 200, await response.text());
        }
      }),
  );
}

uploadTest(
  "silence and a drip are 408, each with its sentence, and nothing is left",
  (world) =>
    served(world, async (_port, open) => {
      const [silent, dripping] = await open(2, "/jobs", PART + "email\n");
      const drip = setInterval(() => dripping!.send("a"), 500);
      try {
        const said = Promise.all([silent!.answer, dripping!.answer]);
        const [ofSilence, ofDrip] = await within(60_000, said);
        assert.deepEqual([ofSilence, ofDrip].map(statusOf), [408, 408]);
        assert.match(ofSilence, /content-type: application\/problem\+json/);
        assert.match(
          ofSilence,
          /Nothing of the request has arrived for 8 s\. Check the connection/,
        );
        assert.match(ofDrip, /too slowly: at least 1024 bytes a second are needed/);
      } finally {
        clearInterval(drip);
      }
      assert.deepEqual(await world.stored(), []);
    }),
);

uploadTest(
  "headers alone take no place: only a body that begins does",
  (world) =>
    served(world, async (port, open) => {
      const sockets = await open(world.parts.perUser.uploads * 2, "/jobs", "");
      const response = await post(port, "/jobs", anna);
      assert.equal(response.status, 201, await response.text());
      assert.ok(sockets.some((socket) => !socket.answered()));
    }),
);

uploadTest(
  "a user has only so many requests open, places or not",
  (world) =>
    served(world, async (port, open) => {
      const { uploads, previews } = world.parts.perUser;
      const sockets = await open(uploads + previews + 16 + 3, "/jobs", "");
      const early = await within(60_000, Promise.any(sockets.map(({ answer }) => answer)));
      assert.equal(statusOf(early), 429);
      assert.match(early, /REQUESTS_AT_ONCE/);
      const response = await post(port, "/jobs", berta);
      assert.equal(response.status, 201, await response.text());
    }),
);
