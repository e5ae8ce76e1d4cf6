/**
 * Starts another system of the same public API beside a stack, on the stack's Postgres and emulator,
 * so that both meet the same machine.
 */
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { freePort } from "../../deploy/local/ports.ts";
import type { TestStack } from "../harness/stack.ts";

export interface Reference {
  url: string;
  token: string;
  close(): Promise<void>;
}

/** Its names in the emulator and the database. */
const NAME = "reference";
const POLL_MS = 100;

/**
 * @param command starts the system: told by DATABASE_URL, AWS_ENDPOINT_URL, S3_BUCKET_NAME,
 * SQS_QUEUE_NAME and PORT, it prints a line `token: …` and serves until it is stopped
 * @throws where it ends before it answers
 */
export async function startReference(
  stack: TestStack,
  [program, ...args]: string[],
): Promise<Reference> {
  const { AWS_REGION = "us-east-1" } = stack.variables;
  const options = {
    region: AWS_REGION,
    endpoint: stack.awsEndpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const s3 = new S3Client({ ...options, forcePathStyle: true }), sqs = new SQSClient(options);
  await s3.send(new CreateBucketCommand({ Bucket: NAME }));
  await sqs.send(new CreateQueueCommand({ QueueName: NAME }));
  s3.destroy();
  sqs.destroy();
  const database = new URL(stack.ownerUrl);
  database.pathname = `/${NAME}`;
  const port = freePort();
  const process = new Deno.Command("setsid", {
    args: [program!, ...args],
    env: {
      DATABASE_URL: database.href.replace(/^postgres:/, "postgresql:"),
      AWS_ENDPOINT_URL: stack.awsEndpoint,
      S3_BUCKET_NAME: NAME,
      SQS_QUEUE_NAME: NAME,
      PORT: String(port),
    },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  // Its own group: the program may have started others.
  const close = async () => {
    await new Deno.Command("kill", { args: ["--", `-${process.pid}`] }).output();
    await process.status;
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    const token = await tokenIn(process.stdout);
    await answers(url, token, process.status);
    return { url, token, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function tokenIn(stdout: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  const reader = stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error("the reference system printed no token");
    said += value;
    const token = said.match(/^token: (\S+)$/m)?.[1];
    if (!token) continue;
    // What it says afterwards is read on, and dropped: it must not wait for a reader.
    readOn(reader).catch(() => {});
    return token;
  }
}

async function readOn(reader: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await reader.read()).done);
}

async function answers(url: string, token: string, ended: Promise<unknown>): Promise<void> {
  let isOver = false;
  ended.then(() => isOver = true);
  while (!isOver) {
    try {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${url}/jobs`, { headers });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error("the reference system ended before it answered");
}
