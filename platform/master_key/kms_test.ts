/** Against a stand-in for KMS: no emulator here has one. What it is asked is what AWS documents. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { isUnavailable } from "../unavailable.ts";
import { kmsMasterKey } from "./kms.ts";

const arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const subject = "00000000-0000-7000-8000-000000000001";
const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };

interface Asked {
  target: string | null;
  KeyId?: string;
  EncryptionContext?: unknown;
  Plaintext?: string;
  CiphertextBlob?: string;
}

/** "Encrypts" by putting the context before the text; refuses another one, as KMS does. */
function standIn(asked: Asked[], status = 200): { endpoint: string; stop(): Promise<void> } {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const body: Asked = await request.json();
    const target = request.headers.get("x-amz-target");
    asked.push({ ...body, target });
    if (status !== 200) return new Response("{}", { status });
    const context = `${JSON.stringify(body.EncryptionContext)}|`;
    if (target === "TrentService.Encrypt") {
      const blob = Buffer.concat([Buffer.from(context), Buffer.from(body.Plaintext!, "base64")]);
      return Response.json({ CiphertextBlob: blob.toString("base64"), KeyId: arn });
    }
    const blob = Buffer.from(body.CiphertextBlob!, "base64");
    if (!blob.includes(context)) {
      return Response.json({ __type: "InvalidCiphertextException" }, { status: 400 });
    }
    const text = blob.subarray(context.length);
    return Response.json({ Plaintext: text.toString("base64"), KeyId: arn });
  });
  return { endpoint: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}

Deno.test("kms: a key comes back as it was, bound to its subject and named by its ARN", async () => {
  const asked: Asked[] = [];
  const { endpoint, stop } = standIn(asked);
  try {
    const master = kmsMasterKey(arn, { ...keys, endpoint });
    const key = crypto.getRandomValues(new Uint8Array(32));
    const wrapped = await master.wrap(key, subject);
    assert.equal(wrapped.by, await master.current());
    assert.deepEqual(await master.unwrap(wrapped, subject), key);
    assert.deepEqual(
      asked.map(({ target, KeyId, EncryptionContext }) => [
        target,
        KeyId,
        EncryptionContext,
      ]),
      [
        ["TrentService.Encrypt", arn, { subject }],
        ["TrentService.Decrypt", arn, { subject }],
      ],
    );
    await assert.rejects(master.unwrap(wrapped, "another"), { name: "InvalidCiphertextException" });

    // By the key that wrapped it, whichever wraps now.
    const later = kmsMasterKey(arn.replace("1111", "9999"), { ...keys, endpoint });
    assert.deepEqual(await later.unwrap(wrapped, subject), key);
    assert.equal(asked.at(-1)!.KeyId, arn);
  } finally {
    await stop();
  }
});

Deno.test("kms: one that is away is a dependency that is unavailable, not a key that is gone", async () => {
  const { endpoint, stop } = standIn([], 503);
  try {
    const master = kmsMasterKey(arn, { ...keys, endpoint });
    const unwrapped = master.unwrap({ by: arn, bytes: new Uint8Array(40) }, subject);
    await assert.rejects(unwrapped, isUnavailable);
  } finally {
    await stop();
  }
});
