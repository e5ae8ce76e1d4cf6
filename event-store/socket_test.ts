import assert from "node:assert/strict";
import type net from "node:net";
import { connect, type Sql } from "./connect.ts";
import { openSocket } from "./socket.ts";
import { storeTest } from "./testing/accounts.ts";
import { scaled } from "./testing/deadline.ts";

Deno.test("socket: an error is reported together with the close", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const told = await listenTo(openSocket({ host: ["127.0.0.1"], port: [port] }));
  assert.deepEqual(told, ["error ECONNREFUSED", "close"]);
});

storeTest(
  "connect: a write that the closing cut short does not keep the next connection waiting",
  async ({ database }) => {
    const sql = connect(database.url, { name: "cut short", max: 1 });
    assert.equal(await answeredAfterCutWrite(sql), true);
  },
);

storeTest("connect, negative twin: with a short start-up message it does", async ({ database }) => {
  const sql = connect(database.url, { name: "cut short", max: 1 });
  Reflect.deleteProperty(sql.options.connection, "rollcall.padding");
  assert.equal(await answeredAfterCutWrite(sql), false);
});

/** Closes a connection between a query's write and its sending. @returns whether the next is answered */
async function answeredAfterCutWrite(sql: Sql): Promise<boolean> {
  let socket: net.Socket | undefined;
  const open: typeof openSocket = (options) => socket = openSocket(options);
  Reflect.set(sql.options, "socket", open);
  await sql`select 1`;
  const cut = sql`select 2`.then(() => "answered", (error) => error.code);
  // The query is written in these turns, and sent in the next of the event loop.
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  socket!.destroy();
  socket!.emit("close", false);
  assert.equal(await cut, "CONNECTION_CLOSED");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) =>
    timer = setTimeout(() => resolve(false), scaled(1_000))
  );
  const answered = await Promise.race([sql`select 3`.then(() => true, () => false), late]);
  clearTimeout(timer);
  await sql.end({ timeout: 0 });
  return answered;
}

/** What a socket tells, and "another turn" wherever other code could run in between. */
async function listenTo(socket: net.Socket): Promise<string[]> {
  const told: string[] = [], closed = Promise.withResolvers<void>();
  socket.on("error", (error: Error & { code?: string }) => {
    told.push(`error ${error.code}`);
    queueMicrotask(() => told.includes("close") || told.push("another turn"));
  });
  socket.on("close", () => {
    told.push("close");
    closed.resolve();
  });
  await closed.promise;
  return told;
}
