/**
 * The emulator that the test run shares, and names of one's own in it: topic, queues and bucket
 * under a random prefix, so that tests run side by side.
 */
import { fromRun } from "./run_settings.ts";

export interface OwnNames {
  /** Begins every name of this test; letters, digits and hyphens, as S3 has it. */
  prefix: string;
  bucket: string;
  topic: string;
  /** SQS_QUEUE_NAME: the parser's queue, from whose name those of the others follow. */
  baseQueue: string;
}

export interface TestAws extends OwnNames {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** Names that nobody else has. */
export function ownNames(): OwnNames {
  const prefix = `t${crypto.randomUUID().replaceAll("-", "").slice(0, 12)}`;
  return {
    prefix,
    bucket: `${prefix}-bucket`,
    topic: `${prefix}-events`,
    baseQueue: `${prefix}-queue`,
  };
}

/** @throws where the test run has set no emulator up. */
export function testAws(): TestAws {
  return {
    endpoint: fromRun("ROLLCALL_TEST_AWS_ENDPOINT"),
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    ...ownNames(),
  };
}
