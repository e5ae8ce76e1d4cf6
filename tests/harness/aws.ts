/**
 * The emulator that the test run shares, and names of one's own in it: topic, queues and bucket
 * under a random prefix, so that tests run side by side.
 */
import { fromRun } from "./run_settings.ts";

export interface TestAws {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** Begins every name of this test; letters, digits and hyphens, as S3 has it. */
  prefix: string;
  bucket: string;
  topic: string;
  /** A queue name; its dead-letter queue is the same with `-dlq` for `-queue`. */
  queue(name: string): string;
}

/** @throws where the test run has set no emulator up. */
export function testAws(): TestAws {
  const prefix = `t${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
  return {
    endpoint: fromRun("ROLLCALL_TEST_AWS_ENDPOINT"),
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    prefix,
    bucket: `${prefix}-bucket`,
    topic: `${prefix}-events`,
    queue: (name) => `${prefix}-${name}-queue`,
  };
}
