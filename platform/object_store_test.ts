import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { testAws } from "../tests/harness/aws.ts";
import { openObjectStore } from "./object_store.ts";

const aws = testAws();
const settings = {
  AWS_ENDPOINT_URL: aws.endpoint,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: aws.region,
  S3_BUCKET_NAME: aws.bucket,
};
const csv = { contentType: "text/csv" };

async function read(stream: ReadableStream<Uint8Array> | undefined): Promise<string> {
  return await new Response(stream).text();
}

Deno.test("objects: a stream goes in, the same comes out, and can be removed twice", async () => {
  const objects = openObjectStore(settings);
  await assert.rejects(objects.check());
  await objects.ensureBucket();
  await objects.ensureBucket();
  await objects.check();
  await objects.putStream("u/a.csv", Readable.from([Buffer.from("em"), Buffer.from("ail")]), csv);
  assert.equal(await read(await objects.getStream("u/a.csv")), "email");
  await objects.remove("u/a.csv");
  await objects.remove("u/a.csv");
  assert.equal(await objects.getStream("u/a.csv"), undefined);
  objects.close();
});

Deno.test("objects: a stream of many parts that fails leaves no object", async () => {
  const objects = openObjectStore({ ...settings, S3_BUCKET_NAME: `${aws.bucket}-parts` });
  await objects.ensureBucket();
  const failing = Readable.from((function* () {
    for (let i = 0; i < 7; i++) yield Buffer.alloc(1024 * 1024, "a");
    throw new Error("the client went");
  })());
  await assert.rejects(objects.putStream("b.csv", failing, csv), /the client went/);
  assert.equal(await objects.getStream("b.csv"), undefined);
  objects.close();
});

Deno.test("objects: what is aborted is not stored", async () => {
  const objects = openObjectStore({ ...settings, S3_BUCKET_NAME: `${aws.bucket}-abort` });
  await objects.ensureBucket();
  const client = new AbortController();
  const body = new Readable({ read: () => {} });
  body.push(Buffer.from("half"));
  const put = objects.putStream("c.csv", body, { ...csv, signal: client.signal });
  client.abort();
  await assert.rejects(put);
  body.destroy();
  assert.equal(await objects.getStream("c.csv"), undefined);
  objects.close();
});

/** Of several ranges, and more than sockets and buffers hold. */
const large = new Uint8Array(24 << 20).map((_, i) => i % 253);

Deno.test("objects: a reader slower than the timeout gets the whole object", async () => {
  const timeoutMs = 1_000;
  const objects = openObjectStore({ ...settings, S3_BUCKET_NAME: `${aws.bucket}-slow` }, timeoutMs);
  await objects.ensureBucket();
  await objects.putStream("d.csv", Readable.from([Buffer.from(large)]), csv);
  const pieces: Uint8Array[] = [];
  for await (const piece of (await objects.getStream("d.csv"))!) {
    pieces.push(piece);
    // The reader's work: the time itself is what is tried here.
    if (pieces.length < 3) await new Promise((resolve) => setTimeout(resolve, 2 * timeoutMs));
  }
  assert.ok(Buffer.concat(pieces).equals(large));
  objects.close();
});

Deno.test("objects: one that is replaced while it is read is a fault, not a mixture", async () => {
  const objects = openObjectStore({ ...settings, S3_BUCKET_NAME: `${aws.bucket}-replaced` });
  await objects.ensureBucket();
  await objects.putStream("e.csv", Readable.from([Buffer.from(large)]), csv);
  const reader = (await objects.getStream("e.csv"))!.getReader();
  await reader.read();
  await objects.putStream("e.csv", Readable.from([Buffer.alloc(large.length, "b")]), csv);
  await assert.rejects(async () => {
    while (!(await reader.read()).done);
  }, /condition/i);
  objects.close();
});

Deno.test("objects: an empty one is an empty stream", async () => {
  const objects = openObjectStore({ ...settings, S3_BUCKET_NAME: `${aws.bucket}-empty` });
  await objects.ensureBucket();
  await objects.putStream("f.csv", Readable.from([]), csv);
  assert.equal(await read(await objects.getStream("f.csv")), "");
  objects.close();
});
