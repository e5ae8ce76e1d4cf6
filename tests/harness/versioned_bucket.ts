/**
 * A bucket that keeps versions, as the uploads' bucket on AWS does: the run's emulator where it can
 * keep them (`make parity`), else a stand-in that answers as AWS documents it, two entries a page.
 * The default emulator knows no versions.
 */
import {
  CreateBucketCommand,
  GetBucketVersioningCommand,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type TestAws, testAws } from "./aws.ts";

export interface VersionedBucket {
  aws: TestAws;
  client: S3Client;
  close(): Promise<void>;
}

export async function versionedBucket(): Promise<VersionedBucket> {
  const aws = testAws();
  const shared = await opened(aws, () => Promise.resolve());
  const { Status } = await shared.client.send(
    new GetBucketVersioningCommand({ Bucket: aws.bucket }),
  );
  if (Status === "Enabled") return shared;
  await shared.close();
  const store = new Store();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => store.answer(request),
  );
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  return await opened({ ...aws, endpoint }, () => server.shutdown());
}

async function opened(aws: TestAws, close: () => Promise<void>): Promise<VersionedBucket> {
  const client = new S3Client({ ...aws, forcePathStyle: true });
  const Bucket = aws.bucket;
  const VersioningConfiguration = { Status: "Enabled" as const };
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    // The default emulator takes it for the making of a bucket that is there already.
    .catch(() => {});
  return {
    aws,
    client,
    close: async () => {
      client.destroy();
      await close();
    },
  };
}

interface Version {
  key: string;
  id: string;
  body: Uint8Array<ArrayBuffer>;
  isMark: boolean;
  at: string;
}

const PAGE = 2;

/** What the stand-in holds: versions, newest first, and uploads that were begun. */
class Store {
  #versions: Version[] = [];
  #uploads: { key: string; id: string; at: string }[] = [];
  #count = 0;

  async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const key = decodeURIComponent(url.pathname.split("/").slice(2).join("/"));
    const query = url.searchParams;
    const { method } = request;
    if (method === "GET" && query.has("versioning")) {
      return xml("VersioningConfiguration", "<Status>Enabled</Status>");
    }
    if (method === "GET" && query.has("versions")) return this.#listVersions(query);
    if (method === "GET" && query.has("uploads")) return this.#listUploads(query);
    if (method === "POST" && query.has("uploads")) return this.#begin(key);
    if (method === "PUT" && key) return this.#put(key, await request.bytes());
    if (method === "DELETE") return this.#delete(key, query);
    if (method === "GET" && key) return this.#get(key);
    await request.body?.cancel();
    return new Response(null); // the bucket itself
  }

  #next(): { id: string; at: string } {
    return { id: `v${String(++this.#count).padStart(6, "0")}`, at: new Date().toISOString() };
  }

  #put(key: string, body: Uint8Array<ArrayBuffer>): Response {
    this.#versions.unshift({ key, body, isMark: false, ...this.#next() });
    return new Response(null, { headers: { etag: '"e"' } });
  }

  #get(key: string): Response {
    const newest = this.#versions.find((version) => version.key === key);
    if (newest && !newest.isMark) return new Response(newest.body);
    return xml("Error", "<Code>NoSuchKey</Code>", 404);
  }

  #delete(key: string, query: URLSearchParams): Response {
    const id = query.get("versionId");
    const uploadId = query.get("uploadId");
    if (uploadId) this.#uploads = this.#uploads.filter((one) => one.id !== uploadId);
    else if (id) this.#versions = this.#versions.filter((one) => one.id !== id);
    else this.#versions.unshift({ key, body: new Uint8Array(), isMark: true, ...this.#next() });
    return new Response(null, { status: 204 });
  }

  #begin(key: string): Response {
    const upload = { key, ...this.#next() };
    this.#uploads.push(upload);
    return xml("InitiateMultipartUploadResult", `<UploadId>${upload.id}</UploadId>`);
  }

  #listVersions(query: URLSearchParams): Response {
    const all = this.#versions.filter(({ key }) => key.startsWith(query.get("prefix") ?? ""))
      .sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : b.id.localeCompare(a.id));
    const [afterKey, afterId] = [query.get("key-marker"), query.get("version-id-marker")];
    const left = all.filter(({ key, id }) =>
      !afterKey || key > afterKey || (key === afterKey && id < (afterId ?? ""))
    );
    const page = left.slice(0, PAGE);
    const entries = page.map(({ key, id, isMark, at }) => {
      const name = isMark ? "DeleteMarker" : "Version";
      return `<${name}><Key>${key}</Key><VersionId>${id}</VersionId>` +
        `<LastModified>${at}</LastModified></${name}>`;
    });
    const next = `<NextKeyMarker>${page.at(-1)?.key}</NextKeyMarker>` +
      `<NextVersionIdMarker>${page.at(-1)?.id}</NextVersionIdMarker>`;
    return paged("ListVersionsResult", entries, left.length > PAGE, next);
  }

  #listUploads(query: URLSearchParams): Response {
    const all = this.#uploads.filter(({ key }) => key.startsWith(query.get("prefix") ?? ""));
    const after = query.get("upload-id-marker") ?? "";
    const left = all.filter(({ id }) => id > after);
    const page = left.slice(0, PAGE);
    const entries = page.map(({ key, id, at }) =>
      `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${at}</Initiated></Upload>`
    );
    const next = `<NextKeyMarker>${page.at(-1)?.key}</NextKeyMarker>` +
      `<NextUploadIdMarker>${page.at(-1)?.id}</NextUploadIdMarker>`;
    return paged("ListMultipartUploadsResult", entries, left.length > PAGE, next);
  }
}

function paged(root: string, entries: string[], isTruncated: boolean, next: string): Response {
  const end = isTruncated ? next : "";
  return xml(root, `<IsTruncated>${isTruncated}</IsTruncated>${end}${entries.join("")}`);
}

function xml(root: string, inside: string, status = 200): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?><${root}>${inside}</${root}>`;
  return new Response(body, { status, headers: { "content-type": "application/xml" } });
}
