import assert from "node:assert/strict";
import { testAws } from "../tests/harness/aws.ts";
import { walk } from "../tests/walk.ts";
import { subscriptions } from "./bus/mod.ts";
import { dispatch } from "./dispatch.ts";
import { openFiles } from "./files.ts";
import { silentLog } from "./log.ts";
import { fileVerbs, functionFor } from "./manifest.ts";
import type { Cause } from "./reactions.ts";

const causeOf = (type: string): Cause => ({
  id: "id",
  type,
  stream: "job-1",
  version: 1,
  position: 1,
  metadata: { correlationId: "c", causationId: null, userId: null, traceparent: null },
});

Deno.test("manifest: the queues' filters are its events", () => {
  assert.deepEqual(subscriptions, {
    parsing: ["JobCreated", "JobRetried", "JobDeleted"],
    dedupe: ["ParsingCompleted", "JobRetried"],
    review: ["DedupeCompleted", "JobRetried"],
    projection: null,
  });
});

Deno.test("manifest: each event reaches the function that it names, and no other", async () => {
  const called: string[] = [];
  const note = (name: string) => (cause: Cause) => {
    called.push(`${cause.type} → ${name}`);
    return Promise.resolve();
  };
  const react = dispatch("parsing", {
    parseFile: note("parseFile"),
    removeFile: note("removeFile"),
  }, silentLog());
  for (const type of [...subscriptions.parsing!, "JobFinalized", "constructor"]) {
    await react(causeOf(type));
  }
  assert.deepEqual(called, [
    "JobCreated → parseFile",
    "JobRetried → parseFile",
    "JobDeleted → removeFile",
  ]);
  assert.equal(functionFor("dedupe", "JobDeleted"), undefined);
});

Deno.test("manifest: a service is given the methods that its verbs stand for, and no others", () => {
  const { endpoint, bucket } = testAws();
  const config = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: "us-east-1", S3_BUCKET_NAME: bucket };
  const methodsOf = (files: { close(): void }) => {
    files.close();
    return Object.keys(files).sort();
  };
  const always = ["check", "close", "ensureBucket"];
  assert.deepEqual(methodsOf(openFiles("upload", config)), [
    ...always,
    "getStream",
    "noteErasure",
    "putStream",
    "remove",
  ]);
  assert.deepEqual(methodsOf(openFiles("parsing", config)), [
    ...always,
    "getStream",
    "noteErasure",
    "remove",
  ]);
  assert.deepEqual(methodsOf(openFiles("erasures", config)), [
    ...always,
    "erasures",
    "noteErasure",
  ]);
  assert.deepEqual(
    methodsOf(openFiles("reconciliation", config)),
    [...always, "list", "remove"],
  );
  assert.deepEqual(fileVerbs("dedupe"), []);
  assert.deepEqual(fileVerbs("toString"), []);
});

Deno.test("manifest: no service opens the object store, or reacts, past it", async () => {
  const past: string[] = [];
  for await (const path of walk("services")) {
    if (!/\.ts$/.test(path) || /_test\.ts$|\/testing\//.test(path)) continue;
    const text = await Deno.readTextFile(path);
    if (/\bopenObjects\b|@aws-sdk\/client-s3|\breact: (?!dispatch\()/.test(text)) past.push(path);
  }
  assert.deepEqual(past, []);
});
