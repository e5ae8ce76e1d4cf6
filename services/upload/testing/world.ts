/** The upload service on a real Postgres and the emulator, and people who may use it. */
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { connect, EventStore, type Sql } from "@rollcall/event-store";
import { usualRetention } from "@rollcall/platform/accounts/retention.ts";
import type { App } from "@rollcall/platform/http.ts";
import { openSecurityLog, type SecurityLog } from "@rollcall/platform/security_log/security_log.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import { type ObjectStore, openObjectStore } from "@rollcall/platform/object_store.ts";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { testAws } from "../../../tests/harness/aws.ts";
import { eventStore } from "../../../tests/harness/event_store.ts";
import { createDatabase } from "../../../tests/harness/postgres.ts";
import type { UploadParts } from "../parts.ts";
import { uploadApp } from "../routes.ts";
import { ensureUploadSchema } from "../schema.ts";

const pair = await generateKeyPair("EdDSA");
const keys = createLocalJWKSet({ keys: [{ ...await exportJWK(pair.publicKey), alg: "EdDSA" }] });
const auth = {
  JWKS_URL: "http://127.0.0.1:1/",
  JWT_ISSUER: "i",
  JWT_AUDIENCE: "a",
  WEB_ORIGINS: ["http://web.test"],
};
export const tokenOf = (user: string) =>
  new SignJWT().setProtectedHeader({ alg: "EdDSA" }).setSubject(user).setIssuer("i")
    .setAudience("a").setExpirationTime("1h").sign(pair.privateKey);
/** More than any test asks for. */
export const plenty = {
  filesInWork: 1_000,
  bytesKept: 2 ** 40,
  rowsKept: 2 ** 40,
  bytesOfDay: 2 ** 40,
  rowsOfJob: 300_000,
};
/** Their tokens. */
export const [anna, berta] = [await tokenOf("anna"), await tokenOf("berta")];

export type World = {
  store: EventStore;
  sql: Sql;
  owner: Sql;
  parts: UploadParts & { objects: ObjectStore };
  app(): App;
  upload(form: FormData, options?: { token?: string; key?: string }): Promise<Response>;
  stored(): Promise<string[]>;
};

export function uploadTest(name: string, test: (world: World) => Promise<void>): void {
  Deno.test(`upload: ${name}`, async () => {
    const database = await createDatabase(eventStore);
    const aws = testAws();
    const sql = connect(database.url, { name: "upload-test", max: 4 });
    const owner = connect(database.ownerUrl, { name: "upload-test", max: 1 });
    const objects = openObjectStore(settings(aws.endpoint, aws.bucket));
    const s3 = new S3Client({ ...aws, forcePathStyle: true });
    let security: SecurityLog | undefined;
    try {
      await ensureUploadSchema(sql, database.ownerUrl);
      await objects.ensureBucket();
      const parts = partsWith(new EventStore(sql), objects);
      security = parts.security;
      await test({
        store: parts.store,
        sql,
        owner,
        parts,
        app: () => uploadApp(parts),
        upload: (form, options) => send(parts, form, options),
        stored: async () => {
          const files = new ListObjectsV2Command({ Bucket: aws.bucket, Prefix: "uploads/" });
          const list = await s3.send(files);
          return (list.Contents ?? []).map(({ Key }) => Key ?? "");
        },
      });
    } finally {
      await security?.stop();
      s3.destroy();
      objects.close();
      await Promise.all([sql.end(), owner.end()]);
      await database.drop();
    }
  });
}

export function settings(endpoint: string, bucket: string) {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    S3_BUCKET_NAME: bucket,
  };
}

function partsWith(store: EventStore, objects: ObjectStore): World["parts"] {
  return {
    log: silentLog(),
    auth,
    keys,
    store,
    objects,
    security: openSecurityLog({ sql: store.sql, log: silentLog(), everyMs: 5 }),
    proxyHops: 1,
    maxBytes: 6 * 1024 * 1024,
    perUser: { uploads: 3, previews: 2 },
    quotas: { ...plenty },
    retention: usualRetention,
    deadlineMs: 20_000,
  };
}

export async function send(
  parts: UploadParts,
  form: FormData,
  { token = anna, key }: { token?: string; key?: string } = {},
): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (key !== undefined) headers["idempotency-key"] = key;
  return await uploadApp(parts).request("/jobs", { method: "POST", body: form, headers });
}
