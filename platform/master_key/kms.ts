/**
 * A master key in AWS's KMS, which never hands it out: each data key is wrapped and unwrapped there,
 * bound to its subject, and every use is in CloudTrail. Unwrapped keys stay in the keyring's memory
 * for a while, so that a job costs one request a process.
 */
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import type { MasterKey } from "@rollcall/event-store";

export interface KmsOptions {
  AWS_ACCESS_KEY_ID?: string | undefined;
  AWS_SECRET_ACCESS_KEY?: string | undefined;
  /** for tests; by default that of the key's region */
  endpoint?: string;
}

/** @param arn that of the key by which new keys are wrapped; those before unwrap as long as they may */
export function kmsMasterKey(arn: string, options: KmsOptions = {}): MasterKey {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = options;
  const client = new KMSClient({
    region: arn.split(":")[3]!,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, socketTimeout: 5_000 },
    ...(options.endpoint && { endpoint: options.endpoint }),
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey } }),
  });
  const bound = (subject: string) => ({ EncryptionContext: { subject } });
  return {
    current: () => Promise.resolve(arn),
    wrap: async (key, subject) => {
      const command = new EncryptCommand({ KeyId: arn, Plaintext: key, ...bound(subject) });
      const { CiphertextBlob } = await client.send(command);
      return { by: arn, bytes: CiphertextBlob! };
    },
    unwrap: async ({ bytes, by }, subject) => {
      const command = new DecryptCommand({ KeyId: by, CiphertextBlob: bytes, ...bound(subject) });
      const { Plaintext } = await client.send(command);
      const key = new Uint8Array(Plaintext!);
      Plaintext!.fill(0);
      return key;
    },
  };
}
