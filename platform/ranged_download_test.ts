import assert from "node:assert/strict";
import fc from "fast-check";
import { type FetchRange, rangedDownload } from "./ranged_download.ts";

const file = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251);

/** A store with this file, which notes the ranges that it is asked for. */
function storeOf(bytes: Uint8Array, asked: string[] = []): FetchRange {
  return (first, last, etag) => {
    asked.push(`${first}-${last}${etag ? ` of ${etag}` : ""}`);
    const range = bytes.slice(first, last + 1);
    return Promise.resolve({ bytes: range, totalBytes: bytes.length, etag: "v1" });
  };
}

const all = async (stream: ReadableStream<Uint8Array> | undefined) =>
  new Uint8Array(
    await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer(),
  );

Deno.test("ranged download: the ranges are the object, whatever its size and theirs", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000), fc.integer({ min: 1, max: 400 }), async (size, range) => {
      const object = file.subarray(0, size);
      assert.deepEqual(await all(await rangedDownload(storeOf(object), range)), object.slice());
    }),
    { numRuns: 60 },
  );
});

Deno.test("ranged download: one range is read ahead and no more, all of one version", async () => {
  const asked: string[] = [];
  const stream = await rangedDownload(storeOf(file, asked), 400);
  assert.deepEqual(asked, ["0-399"]);
  const reader = stream!.getReader();
  await reader.read();
  assert.deepEqual(asked, ["0-399", "400-799 of v1"]);
  await reader.read();
  assert.deepEqual(asked, ["0-399", "400-799 of v1", "800-999 of v1"]);
  await reader.cancel();
});

Deno.test("ranged download: a file of the default size is one request", async () => {
  const asked: string[] = [];
  const whole = new Uint8Array(5_242_880);
  assert.equal((await all(await rangedDownload(storeOf(whole, asked)))).length, whole.length);
  assert.deepEqual(asked, ["0-5242879"]);
});

Deno.test("ranged download: what is not there is undefined; what fails later fails the stream", async () => {
  assert.equal(await rangedDownload(() => Promise.resolve(undefined)), undefined);
  const breaking: FetchRange = (first, last, etag) =>
    first === 0 ? storeOf(file)(first, last, etag) : Promise.reject(new Error("away"));
  await assert.rejects(all(await rangedDownload(breaking, 400)), /away/);
  const gone: FetchRange = (first, last, etag) =>
    first === 0 ? storeOf(file)(first, last, etag) : Promise.resolve(undefined);
  await assert.rejects(all(await rangedDownload(gone, 400)), /no bytes from 400 on/);
});
