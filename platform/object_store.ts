/**
 * The object store: files are streamed in and out, never held in memory. Endpoint, region and keys
 * are configured explicitly, so that the SDK reads no files.
 */
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { Readable } from "node:stream";
import type { ObjectsConfig } from "./config_fields.ts";
import { type FetchRange, rangedDownload } from "./ranged_download.ts";
import { ObjectVersions, type StoredObject } from "./object_versions.ts";

export type ObjectStore = {
  /** Creates the bucket on an emulator; on AWS only checks that it exists. */
  ensureBucket(): Promise<void>;
  /** Rejects while the bucket does not answer. */
  check(): Promise<void>;
  /**
   * Stores all of `body` under `key`, or nothing: on a fault, or when `signal` aborts, the parts
   * sent so far are discarded.
   */
  putStream(key: string, body: Readable, options: PutOptions): Promise<void>;
  /**
   * The object as a stream, or undefined where there is none. A slow reader holds no connection.
   */
  getStream(key: string): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Removes the object with all its versions; a missing one is not an error. */
  remove(key: string): Promise<void>;
  /** Everything stored under a prefix, including hidden versions and unfinished uploads. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Writes down that a job was erased, beside the files and apart from the database. Repeatable. */
  noteErasure(jobId: string): Promise<void>;
  /** Every job whose erasure was written down. */
  erasures(): AsyncIterable<string>;
  close(): void;
};

export type PutOptions = { contentType: string; signal?: AbortSignal };

/**
 * The objects of one bucket.
 * @param socketTimeout ms without a byte from the store before a request fails
 */
export function openObjectStore(config: ObjectsConfig, socketTimeout = 5_000): ObjectStore {
  const client = new S3Client(clientOptions(config, socketTimeout));
  const Bucket = config.S3_BUCKET_NAME;
  const versions = new ObjectVersions(client, Bucket);
  const check = async () => {
    await client.send(new HeadBucketCommand({ Bucket }));
  };
  return {
    check,
    ensureBucket: async () => {
      if (!config.AWS_ENDPOINT_URL) return await check();
      await client.send(new CreateBucketCommand({ Bucket })).catch(unlessOwned);
    },
    putStream: async (Key, Body, { contentType: ContentType, signal }) => {
      const upload = new Upload({
        client,
        params: { Bucket, Key, Body, ContentType },
        partSize: 5 * 1024 * 1024,
        queueSize: 2,
      });
      const abort = () => upload.abort();
      signal?.addEventListener("abort", abort, { once: true });
      try {
        signal?.throwIfAborted();
        await upload.done();
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },
    getStream: (Key) => rangedDownload(fetchRange(client, Bucket, Key)),
    remove: (key) => versions.erase(key),
    list: (prefix) => versions.list(prefix),
    noteErasure: async (jobId) => {
      await client.send(new PutObjectCommand({ Bucket, Key: LEDGER + jobId, Body: "" }));
    },
    erasures: () => ledgerOf(client, Bucket),
    close: () => client.destroy(),
  };
}

/** The ledger of erasures: an empty object for each erased job. */
const LEDGER = "erasures/";

async function* ledgerOf(client: S3Client, Bucket: string): AsyncGenerator<string> {
  for await (
    const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: LEDGER })
  ) {
    for (const { Key = "" } of Contents) yield Key.slice(LEDGER.length);
  }
}

function fetchRange(client: S3Client, Bucket: string, Key: string): FetchRange {
  return async (first, last, etag) => {
    const Range = `bytes=${first}-${last}`;
    try {
      const { Body, ContentRange, ETag } = await client.send(
        new GetObjectCommand({ Bucket, Key, Range, ...(etag && { IfMatch: etag }) }),
      );
      const bytes = await Body!.transformToByteArray();
      const totalBytes = Number(ContentRange?.split("/")[1] ?? first + bytes.length);
      return { bytes, totalBytes, etag: ETag };
    } catch (error) {
      if (isNamed(error, "NoSuchKey", "NotFound")) return undefined;
      // An empty object has no first byte.
      if (isNamed(error, "InvalidRange") && first === 0) {
        return { bytes: new Uint8Array(), totalBytes: 0, etag: undefined };
      }
      throw error;
    }
  };
}

function clientOptions(config: ObjectsConfig, socketTimeout: number) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return {
    region: config.AWS_REGION,
    maxAttempts: 3,
    // A hanging store is detected by the idle socket.
    requestHandler: { connectionTimeout: 2_000, socketTimeout },
    ...(config.AWS_ENDPOINT_URL && { endpoint: config.AWS_ENDPOINT_URL, forcePathStyle: true }),
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey } }),
  };
}

function unlessOwned(error: unknown): void {
  if (!isNamed(error, "BucketAlreadyOwnedByYou", "BucketAlreadyExists")) throw error;
}

function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof S3ServiceException && names.includes(error.name);
}
