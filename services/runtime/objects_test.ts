import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { testAws } from "../../tests/harness/aws.ts";
import { openObjects } from "./objects.ts";

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
  const objects = openObjects(settings);
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
  const objects = openObjects({ ...settings, S3_BUCKET_NAME: `${aws.bucket}-parts` });
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
  const objects = openObjects({ ...settings, S3_BUCKET_NAME: `${aws.bucket}-abort` });
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
