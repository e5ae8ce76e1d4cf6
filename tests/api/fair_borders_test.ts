/**
 * A running system, from outside: one user who dawdles, holds connections open or has had enough
 * keeps nobody else from anything, and is told so in a sentence (promise 11).
 */
import assert from "node:assert/strict";
import type { Problem } from "@rollcall/contracts/api";
import { beginningOfForm, openRawSocket, type RawSocket, statusOf } from "../harness/raw_socket.ts";
import { until } from "../harness/until.ts";
import { startStack } from "../harness/stack.ts";
import { within } from "../harness/within.ts";
import { ApiClient } from "./client.ts";

const SOON_MS = 120_000;
const FILE = "email,first_name,last_name\nann@example.com,Ann,Lee\nbob@example.com,Bob,Ray\n";
const PART = '--XX\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';

Deno.test("one user at the border leaves the others alone, and hears why", async (t) => {
  const stack = await startStack({
    variables: {
      UPLOADS_PER_USER: "4",
      PREVIEWS_PER_USER: "2",
      ROWS_KEPT_PER_USER: "7",
      FILES_IN_WORK_PER_USER: "2",
      LIVE_VIEWS_PER_USER: "2",
    },
  });
  const port = Number(new URL(stack.apiUrl).port);
  const sockets: RawSocket[] = [];
  const open = async (count: number, said: string) => {
    const opened = await Promise.all(Array.from({ length: count }, () => openRawSocket(port)));
    sockets.push(...opened);
    await Promise.all(opened.map((socket) => socket.send(said)));
    return opened;
  };
  const statuses = async (of: RawSocket[]) =>
    (await within(SOON_MS, Promise.all(of.map(({ answer }) => answer)))).map(statusOf).sort();
  try {
    const anna = await ApiClient.register(stack.apiUrl);
    const berta = await ApiClient.register(stack.apiUrl);

    await t.step("bodies that dawdle, heads and JSON that do not come", async () => {
      const carla = await ApiClient.register(stack.apiUrl);
      const beginning = (path: string, { token }: ApiClient) =>
        beginningOfForm(path, { authorization: `Bearer ${token}` }) + PART + "email\n";
      const uploads = await open(16, beginning("/jobs", anna));
      const previews = await open(16, beginning("/jobs/preview", carla));
      const heads = await open(20, "POST /jobs HTTP/1.1\r\nhost: x\r\n");
      const json = await open(
        20,
        "POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n" +
          'content-length: 500\r\n\r\n{"email":',
      );
      for (const [path, status] of [["/jobs", 201], ["/jobs/preview", 200]] as const) {
        const answer = await berta.send(path, FILE, {});
        assert.equal(answer.status, status, JSON.stringify(answer.body));
      }
      assert.equal((await berta.call("/jobs")).status, 200);
      const waiting = (of: RawSocket[]) => of.filter((socket) => !socket.answered()).length;
      assert.ok(waiting(uploads) >= 4 && waiting(previews) >= 2, "their places are still taken");
      const expected = (places: number) =>
        Array.from({ length: 16 }, (_, i) => i < places ? 408 : 429);
      assert.deepEqual(await statuses(uploads), expected(4));
      assert.deepEqual(await statuses(previews), expected(2));
      assert.deepEqual(new Set(await statuses([...heads, ...json])), new Set([408]));
      await within(SOON_MS, Promise.all(sockets.map(({ closed }) => closed)));
      // The gateway answers first. A place is free once the service has dropped what had arrived, and
      // its line in the log is written after that: those of 16 uploads and of Berta's.
      const ended = () => stack.output("upload").filter((line) => line.includes('"path":"/jobs",'));
      await until("every upload has left its place", () => ended().length, (lines) => lines >= 17);
    });

    await t.step("rows kept: a sentence, and a deletion frees them", async () => {
      const kept = [];
      for (let i = 0; i < 3; i++) kept.push(await anna.import(FILE));
      const refused = await anna.upload(FILE);
      assert.equal(refused.status, 429);
      assert.equal(refused.headers.get("content-type"), "application/problem+json");
      assert.equal(refused.headers.get("retry-after"), "60");
      const { code, detail } = refused.body as unknown as Problem;
      assert.equal(code, "ROWS_KEPT");
      assert.equal(
        detail,
        "You keep 6 rows, and 7 is the most. This file has up to 2 more. " +
          "Delete jobs that you no longer need (failed ones count too), then try again.",
      );
      for (const { id } of kept.slice(0, 2)) {
        assert.equal((await anna.call(`/jobs/${id}`, { method: "DELETE" })).status, 200);
      }
      assert.equal((await anna.upload(FILE)).status, 201);
      assert.equal((await berta.upload("email\nb@x.org\n")).status, 201);
    });

    await t.step("live views", async () => {
      const { id } = await berta.import("email\nb@x.org\n");
      const view = () =>
        fetch(`${stack.apiUrl}/jobs/${id}/stream`, {
          headers: { authorization: `Bearer ${berta.token}` },
        });
      const views = [await view(), await view()];
      const third = await view();
      assert.equal(third.status, 429);
      assert.equal((await third.json()).code, "LIVE_VIEWS");
      await Promise.all(views.map((response) => response.body!.cancel()));
    });
  } finally {
    for (const socket of sockets) socket.close();
    await stack.close();
  }
});
