import assert from "node:assert/strict";
import { type PublishBatchInput, type PublishBatchResponse, SNSClient } from "@aws-sdk/client-sns";
import { publishBatch } from "./publish.ts";

const batch = Array.from({ length: 4 }, (_, i) => ({
  position: i + 1,
  type: "ParsingStarted",
  group: i === 0 ? "user" : null,
  traceparent: i === 0 ? "00-a-b-01" : null,
  body: `{"n":${i + 1}}`,
}));

/** A client whose topic refuses, at each call, the entries with these ids. */
function topicThatRefuses(...refused: (string[] | Error)[]) {
  const calls: PublishBatchInput[] = [];
  const sns = new SNSClient({ region: "us-east-1" });
  const answer = (input: PublishBatchInput): PublishBatchResponse => {
    calls.push(input);
    const failing = refused[Math.min(calls.length, refused.length) - 1]!;
    if (failing instanceof Error) throw failing;
    const entries = input.PublishBatchRequestEntries!;
    const [failed, successful] = [true, false].map((fails) =>
      entries.filter((entry) => failing.includes(entry.Id!) === fails)
    );
    return {
      Successful: successful!.map(({ Id }) => ({ Id, MessageId: Id })),
      Failed: failed!.map(({ Id }) => ({ Id, Code: "InternalError", SenderFault: false })),
    };
  };
  sns.middlewareStack.add(
    () => ({ input }) =>
      Promise.resolve({
        output: { ...answer(input as PublishBatchInput), $metadata: {} },
        response: undefined,
      }),
    { step: "initialize" },
  );
  const sent = () => calls.map((c) => c.PublishBatchRequestEntries!.map((entry) => entry.Id));
  return { sns, calls, sent };
}

Deno.test("publish: a batch that is accepted at once passes whole, with its attributes", async () => {
  const { sns, calls } = topicThatRefuses([]);
  assert.equal(await publishBatch(sns, "arn:t", batch), 4);
  assert.equal(calls.length, 1);
  assert.equal(calls[0]!.TopicArn, "arn:t");
  assert.deepEqual(calls[0]!.PublishBatchRequestEntries!.slice(0, 2), [
    {
      Id: "1",
      Message: '{"n":1}',
      MessageGroupId: "user",
      MessageAttributes: {
        type: { DataType: "String", StringValue: "ParsingStarted" },
        traceparent: { DataType: "String", StringValue: "00-a-b-01" },
      },
    },
    {
      Id: "2",
      Message: '{"n":2}',
      MessageAttributes: { type: { DataType: "String", StringValue: "ParsingStarted" } },
    },
  ]);
});

Deno.test("publish: what was refused is sent again, alone, before all that follows", async () => {
  const { sns, sent } = topicThatRefuses(["2", "4"], ["4"], []);
  assert.equal(await publishBatch(sns, "arn:t", batch), 4);
  assert.deepEqual(sent(), [["1", "2", "3", "4"], ["2", "4"], ["4"]]);
});

Deno.test("publish: what is never accepted ends the prefix that may be passed", async () => {
  const { sns, sent } = topicThatRefuses(["3"]);
  assert.equal(await publishBatch(sns, "arn:t", batch), 2);
  assert.deepEqual(sent(), [["1", "2", "3", "4"], ["3"], ["3"]]);
  assert.equal(await publishBatch(topicThatRefuses(["1"]).sns, "arn:t", batch), 0);
});

Deno.test("publish: a topic that cannot be reached throws", async () => {
  const { sns } = topicThatRefuses(["1"], new Error("ECONNREFUSED"));
  await assert.rejects(publishBatch(sns, "arn:t", batch), /ECONNREFUSED/);
});
