import assert from "node:assert/strict";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { testAws } from "./aws.ts";

Deno.test("the shared emulator takes queues and objects under a test's own names", async () => {
  const aws = testAws();
  const { endpoint, region, credentials } = aws;
  const sqs = new SQSClient({ endpoint, region, credentials });
  const made = await sqs.send(new CreateQueueCommand({ QueueName: aws.baseQueue }));
  assert.match(made.QueueUrl ?? "", /-queue$/);
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: aws.bucket }));
  await s3.send(new PutObjectCommand({ Bucket: aws.bucket, Key: "a.csv", Body: "email\n" }));
  sqs.destroy();
  s3.destroy();
});
