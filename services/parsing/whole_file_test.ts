import assert from "node:assert/strict";
import { FileCutShort, wholeFile } from "./whole_file.ts";

const piece = new Uint8Array(10);

function streamOf(pieces: number, end: "close" | "hang", onCancel = () => {}) {
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pieces-- > 0) controller.enqueue(piece);
      else if (end === "close") controller.close();
      else return new Promise(() => {});
    },
    cancel: onCancel,
  });
}

Deno.test("whole file: all bytes pass", async () => {
  const pieces = await Array.fromAsync(wholeFile(streamOf(3, "close"), 30));
  assert.equal(pieces.length, 3);
});

Deno.test("whole file: one byte more or less is a fault", async () => {
  for (const size of [29, 31]) {
    await assert.rejects(Array.fromAsync(wholeFile(streamOf(3, "close"), size)), FileCutShort);
  }
});

Deno.test("whole file: bytes that do not come are not waited for, and the source is let go", async () => {
  const cancelled = Promise.withResolvers<void>();
  const stream = streamOf(2, "hang", () => cancelled.resolve());
  await assert.rejects(Array.fromAsync(wholeFile(stream, 30, 20)), /no bytes .* after 20 of them/);
  await cancelled.promise;
});

Deno.test("whole file: who stops reading lets the source go", async () => {
  const cancelled = Promise.withResolvers<void>();
  for await (const _ of wholeFile(streamOf(9, "close", () => cancelled.resolve()), 90)) break;
  await cancelled.promise;
});
