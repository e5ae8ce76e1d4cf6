/** A file goes with all that a bucket keeps of it, on a bucket with versions and on one without. */
import assert from "node:assert/strict";
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { testAws } from "../tests/harness/aws.ts";
import { type VersionedBucket, versionedBucket } from "../tests/harness/versioned_bucket.ts";
import { openObjectStore } from "./object_store.ts";
import { ObjectVersions } from "./object_versions.ts";

const KEY = "uploads/uanna/job-1.csv";
const NEIGHBOUR = "uploads/uanna/job-1.csv.xlsx";

/** Five versions, two marks of a deletion between them, and three uploads that broke off. */
async function fill({ client, aws }: VersionedBucket, Key: string): Promise<void> {
  const of = { Bucket: aws.bucket, Key };
  for (let version = 0; version < 5; version++) {
    await client.send(new PutObjectCommand({ ...of, Body: `email ${version}\n` }));
    if (version % 2) await client.send(new DeleteObjectCommand(of));
  }
  for (let i = 0; i < 3; i++) await client.send(new CreateMultipartUploadCommand(of));
}

/** What a bucket lists of a key without pages: its versions, its marks and its uploads. */
async function left({ client, aws: { bucket: Bucket } }: VersionedBucket, key: string) {
  const found = { versions: 0, marks: 0, uploads: 0 };
  const ofKey = ({ Key }: { Key?: string | undefined }) => Key === key;
  for (let KeyMarker, VersionIdMarker;;) {
    const page: Awaited<ReturnType<typeof versionsFrom>> = await versionsFrom({
      Bucket,
      KeyMarker,
      VersionIdMarker,
    });
    found.versions += (page.Versions ?? []).filter(ofKey).length;
    found.marks += (page.DeleteMarkers ?? []).filter(ofKey).length;
    if (!page.IsTruncated) break;
    [KeyMarker, VersionIdMarker] = [page.NextKeyMarker, page.NextVersionIdMarker];
  }
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket, Prefix: key }),
  );
  return { ...found, uploads: Uploads.filter(ofKey).length };

  function versionsFrom(input: ConstructorParameters<typeof ListObjectVersionsCommand>[0]) {
    return client.send(new ListObjectVersionsCommand(input));
  }
}

Deno.test("versions: erasing takes every version, mark and unfinished upload, twice is once", async () => {
  const bucket = await versionedBucket();
  try {
    await fill(bucket, KEY);
    await fill(bucket, NEIGHBOUR);
    const neighbour = await left(bucket, NEIGHBOUR);
    assert.deepEqual(await left(bucket, KEY), neighbour, "negative twin: there is something");
    const stored = new ObjectVersions(bucket.client, bucket.aws.bucket);
    for (let time = 0; time < 2; time++) {
      await stored.erase(KEY);
      assert.deepEqual(await left(bucket, KEY), { versions: 0, marks: 0, uploads: 0 });
    }
    assert.deepEqual(await left(bucket, NEIGHBOUR), neighbour, "what begins alike stays");
  } finally {
    await bucket.close();
  }
});

Deno.test("versions: a plain deletion leaves them all, negative twin", async () => {
  const bucket = await versionedBucket();
  try {
    const of = { Bucket: bucket.aws.bucket, Key: KEY };
    await bucket.client.send(new PutObjectCommand({ ...of, Body: "email\n" }));
    await bucket.client.send(new DeleteObjectCommand(of));
    assert.deepEqual(await left(bucket, KEY), { versions: 1, marks: 1, uploads: 0 });
  } finally {
    await bucket.close();
  }
});

Deno.test("versions: the list has what is hidden, and its age", async () => {
  const bucket = await versionedBucket();
  try {
    const startedAt = Date.now();
    await fill(bucket, KEY);
    await bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.aws.bucket, Key: KEY }));
    const stored = new ObjectVersions(bucket.client, bucket.aws.bucket);
    const all = await Array.fromAsync(stored.list("uploads/"));
    assert.deepEqual([...new Set(all.map(({ key }) => key))], [KEY]);
    // Some emulators say of every upload that it was begun in 2010.
    const isOfNow = ({ storedAtMs }: { storedAtMs: number }) =>
      Math.abs(storedAtMs - startedAt) < 3_600_000;
    assert.ok(all.filter(isOfNow).length >= 8, JSON.stringify(all));
    assert.deepEqual(await Array.fromAsync(stored.list("elsewhere/")), []);
  } finally {
    await bucket.close();
  }
});

Deno.test("versions: a bucket without versions lists and loses its objects", async () => {
  const aws = testAws();
  const objects = openObjectStore({
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: aws.region,
    S3_BUCKET_NAME: aws.bucket,
  });
  await objects.ensureBucket();
  const client = new S3Client({ ...aws, forcePathStyle: true });
  await client.send(new PutObjectCommand({ Bucket: aws.bucket, Key: KEY, Body: "email\n" }));
  const keys = async () => (await Array.fromAsync(objects.list("uploads/"))).map(({ key }) => key);
  assert.deepEqual(await keys(), [KEY]);
  await objects.remove(KEY);
  assert.deepEqual(await keys(), []);
  client.destroy();
  objects.close();
});
