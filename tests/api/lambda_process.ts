/** Runs a Lambda function's bundle as Lambda does: in Node, with nothing but its own variables. */
import assert from "node:assert/strict";

/** What a queue's event holds of one message, as AWS documents it. */
export interface SqsRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, unknown>;
  md5OfBody: string;
  eventSource: "aws:sqs";
  eventSourceARN: string;
  awsRegion: string;
}

/** Node 22 has these; an older one on this machine is given them. */
const nodeOfLambda = `
  Promise.withResolvers ??= () => {
    const out = {};
    out.promise = new Promise((resolve, reject) => Object.assign(out, { resolve, reject }));
    return out;
  };
  Map.groupBy ??= (items, keyOf) => {
    const groups = new Map();
    for (const item of items) {
      const key = keyOf(item);
      groups.has(key) ? groups.get(key).push(item) : groups.set(key, [item]);
    }
    return groups;
  };
`;

const driver = `
  import { text } from "node:stream/consumers";
  const [bundle, limitMs] = process.argv.slice(1);
  const { handler } = await import(bundle);
  const endsAt = Date.now() + Number(limitMs);
  const context = { getRemainingTimeInMillis: () => endsAt - Date.now() };
  const answer = await handler(JSON.parse(await text(process.stdin)), context);
  process.stdout.write("\\nanswer:" + JSON.stringify(answer ?? null), () => process.exit(0));
`;

/** @returns the handler's answer, null where it gives none, and its log. @throws with the latter */
export async function invokeInNode(
  bundle: string,
  variables: Record<string, string>,
  event: object,
  limitMs = 60_000,
): Promise<{ answer: unknown; log: string }> {
  const child = new Deno.Command("node", {
    args: ["--input-type=module", "-e", nodeOfLambda + driver, bundle, String(limitMs)],
    env: variables,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(event)));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const said = new TextDecoder().decode(stdout);
  assert.equal(code, 0, said + new TextDecoder().decode(stderr));
  const [log = "", answer = ""] = said.split("\nanswer:");
  return { answer: JSON.parse(answer), log };
}
