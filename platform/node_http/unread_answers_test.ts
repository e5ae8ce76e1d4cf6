/** Over real sockets: who does not read on is disconnected, and what stood behind the answer is let go. */
import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";
import { until } from "../../tests/harness/until.ts";
import { sendResponse } from "./send_response.ts";
import { UnreadAnswers } from "./unread_answers.ts";

/** A server whose answers never end, and clients that read nothing. */
async function answering(
  unread: UnreadAnswers,
  test: (world: { ask: () => Socket; ended: () => string[]; waits: () => number }) => Promise<void>,
): Promise<void> {
  const ended: string[] = [];
  let waits = 0;
  const server = createServer(async (incoming, outgoing: ServerResponse) => {
    const gone = new AbortController();
    outgoing.once("close", () => gone.abort());
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1 << 20)),
      cancel: () => void ended.push(incoming.url!),
    }, { highWaterMark: 0 });
    await sendResponse(new Response(body as BodyInit), outgoing, gone.signal, {
      readOn: (...args: Parameters<UnreadAnswers["readOn"]>) => {
        waits++;
        return unread.readOn(...args);
      },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sockets: Socket[] = [];
  const ask = () => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.pause().on("error", () => {}).write(
      `GET /${sockets.length} HTTP/1.1\r\nhost: x\r\n\r\n`,
    );
    sockets.push(socket);
    return socket;
  };
  try {
    await test({ ask, ended: () => ended, waits: () => waits });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

Deno.test("unread answers: one that nobody reads ends, with what stands behind it", () =>
  answering(new UnreadAnswers(50), async ({ ask, ended }) => {
    ask();
    await until("it has ended", () => ended().length === 1);
  }));

Deno.test("unread answers: of too many, the one that has waited longest makes room", () =>
  answering(new UnreadAnswers(3_600_000, 2), async ({ ask, ended, waits }) => {
    for (let client = 0; client < 3; client++) {
      const before = waits();
      ask();
      await until("it waits", () => waits() > before);
    }
    await until("one has ended", () => ended().length > 0);
    assert.notEqual(ended()[0], "/2");
  }));
