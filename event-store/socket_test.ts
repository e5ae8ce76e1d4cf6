import assert from "node:assert/strict";
import net from "node:net";
import { openSocket } from "./socket.ts";

Deno.test("socket: an error is told in the same breath as the closing", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const told = await listenTo(openSocket({ host: ["127.0.0.1"], port: [port] }));
  assert.deepEqual(told, ["error ECONNREFUSED", "close"]);
});

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
