/**
 * Everything a bucket stores of a file: on AWS a deletion only adds a delete marker and keeps the
 * versions, and an aborted upload leaves its parts. A bucket without versioning, as on most
 * emulators, has the object alone.
 */
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";

/** Anything stored of a file: an object, a version, a delete marker, parts. */
export interface StoredObject {
  key: string;
  /** creation time, in ms since 1970 */
  storedAtMs: number;
}

interface Version extends StoredObject {
  versionId: string | undefined;
}

interface Unfinished extends StoredObject {
  uploadId: string | undefined;
}

export class ObjectVersions {
  /** Versioning can be suspended but not turned off, so only "yes" is cached. */
  #keepsVersions = false;

  constructor(readonly client: S3Client, readonly bucket: string) {}

  /**
   * Erases a file: its object, every version, delete markers and unfinished uploads. A missing file
   * is not an error.
   * @throws if the store does not answer or refuses; then some of it may remain
   */
  async erase(key: string): Promise<void> {
    const of = { Bucket: this.bucket, Key: key };
    for await (const { key: found, uploadId: UploadId } of this.#unfinished(key)) {
      if (found !== key) continue;
      await this.client.send(new AbortMultipartUploadCommand({ ...of, UploadId }));
    }
    if (!await this.#hasVersions()) {
      await this.client.send(new DeleteObjectCommand(of));
      return;
    }
    for await (const { key: found, versionId: VersionId } of this.#versions(key)) {
      // Other keys may share this prefix.
      if (found === key) await this.client.send(new DeleteObjectCommand({ ...of, VersionId }));
    }
  }

  /** Everything stored under a prefix; a file may appear several times. */
  async *list(prefix: string): AsyncGenerator<StoredObject> {
    if (await this.#hasVersions()) yield* this.#versions(prefix);
    else yield* this.#objects(prefix);
    yield* this.#unfinished(prefix);
  }

  async #hasVersions(): Promise<boolean> {
    if (this.#keepsVersions) return true;
    const { Status } = await this.client.send(
      new GetBucketVersioningCommand({ Bucket: this.bucket }),
    );
    return this.#keepsVersions = Status !== undefined;
  }

  async *#objects(Prefix: string): AsyncGenerator<StoredObject> {
    const pages = paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, Prefix });
    for await (const { Contents = [] } of pages) {
      yield* Contents.map(({ Key, LastModified }) => stored(Key, LastModified));
    }
  }

  async *#versions(Prefix: string): AsyncGenerator<Version> {
    let from: { KeyMarker?: string; VersionIdMarker?: string | undefined } | undefined = {};
    while (from) {
      const page: ListObjectVersionsCommandOutput = await this.client.send(
        new ListObjectVersionsCommand({ Bucket: this.bucket, Prefix, ...from }),
      );
      const { Versions = [], DeleteMarkers = [], NextKeyMarker, NextVersionIdMarker } = page;
      yield* [...Versions, ...DeleteMarkers].map(({ Key, VersionId, LastModified }) => ({
        ...stored(Key, LastModified),
        versionId: VersionId,
      }));
      from = page.IsTruncated && NextKeyMarker
        ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker }
        : undefined;
    }
  }

  async *#unfinished(Prefix: string): AsyncGenerator<Unfinished> {
    let from: { KeyMarker?: string; UploadIdMarker?: string | undefined } | undefined = {};
    while (from) {
      const page: ListMultipartUploadsCommandOutput = await this.client.send(
        new ListMultipartUploadsCommand({ Bucket: this.bucket, Prefix, ...from }),
      );
      const { Uploads = [], NextKeyMarker, NextUploadIdMarker } = page;
      yield* Uploads.map(({ Key, UploadId, Initiated }) => ({
        ...stored(Key, Initiated),
        uploadId: UploadId,
      }));
      from = page.IsTruncated && NextKeyMarker
        ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker }
        : undefined;
    }
  }
}

function stored(key: string | undefined, at: Date | undefined): StoredObject {
  return { key: key ?? "", storedAtMs: at?.getTime() ?? 0 };
}
