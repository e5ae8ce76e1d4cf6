/**
 * The object store: files stream in and out, none is held in memory. The client is told its
 * endpoint, region and keys outright, so that the SDK looks for no files of its own.
 */
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import type { Readable } from "node:stream";
import { type FetchRange, rangedDownload } from "./ranged_download.ts";
import { type StoredFile, StoredVersions } from "./stored_versions.ts";

export type ObjectsConfig = {
  AWS_ENDPOINT_URL?: string | undefined;
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  AWS_REGION: string;
  S3_BUCKET_NAME: string;
};

export type Objects = {
  /** Creates the bucket where an emulator stands in for AWS; else only looks that it is there. */
  ensureBucket(): Promise<void>;
  /** Rejects while the bucket does not answer. */
  check(): Promise<void>;
  /**
   * Stores the whole of `body` under `key`, or nothing: on a fault, or once `signal` aborts, the
   * parts sent so far are dropped.
   */
  putStream(key: string, body: Readable, options: PutOptions): Promise<void>;
  /**
   * The object as a stream, or undefined where there is none. Who reads may take his time: no
   * connection waits for him.
   */
  getStream(key: string): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Removes the object with all its versions; one that is not there is no fault. */
  remove(key: string): Promise<void>;
  /** All that is stored below a prefix, hidden versions and unfinished uploads too. */
  list(prefix: string): AsyncIterable<StoredFile>;
  close(): void;
};

export type PutOptions = { contentType: string; signal?: AbortSignal };

/**
 * The objects of one bucket.
 * @param socketTimeout ms without a byte from the store, after which a request to it is given up
 */
export function openObjects(config: ObjectsConfig, socketTimeout = 5_000): Objects {
  const client = new S3Client(clientOptions(config, socketTimeout));
  const Bucket = config.S3_BUCKET_NAME;
  const versions = new StoredVersions(client, Bucket);
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
    close: () => client.destroy(),
  };
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
      // Of an empty object there is no first byte.
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
    // A store that hangs is noticed on the idle socket, and a request to it given up.
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
