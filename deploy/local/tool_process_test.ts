import assert from "node:assert/strict";
import { toolProcess } from "./tool_process.ts";

const netOf = (args: string[]) => args.find((arg) => arg.startsWith("--allow-net"));

const dlq = "services/operations/dlq.ts";

Deno.test("a tool without a database in its environment is the local stack's", () => {
  const { args, env } = toolProcess("/checkout", { EMULATOR_PORT: "6001" }, [dlq, "list"]);
  assert.match(
    env.DATABASE_URL!,
    /^postgres:\/\/rollcall_dlq:[\w-]+@127.0.0.1:5432\/ingestion_db$/,
  );
  assert.equal(env.AWS_ENDPOINT_URL, "http://127.0.0.1:6001");
  assert.equal(env.DATABASE_OWNER_URL, undefined);
  assert.equal(netOf(args), "--allow-net=127.0.0.1:5432,127.0.0.1:6001");
  assert.deepEqual(args.slice(-2), [dlq, "list"]);
});

Deno.test("a tool for an installation gets nothing of the local stack's, the emulator above all", () => {
  const { args, env } = toolProcess("/checkout", {
    DATABASE_URL: "postgres://rollcall_dlq:a@db.test:5433/x",
    AWS_REGION: "eu-west-1",
    HOME_SECRET: "x",
  }, [dlq, "list"]);
  assert.deepEqual(Object.keys(env).sort(), ["AWS_REGION", "DATABASE_URL"]);
  assert.match(netOf(args)!, /^--allow-net=db\.test:5433,sns\.eu-west-1\.amazonaws\.com:443/);
  assert.doesNotMatch(netOf(args)!, /127\.0\.0\.1/);
});

Deno.test("a tool is given what its row needs, and what has no row is refused", () => {
  const { args, env } = toolProcess("/checkout", {}, ["services/operations/reconcile.ts"]);
  assert.equal(env.S3_BUCKET_NAME, "data-ingestion-bucket");
  assert.equal(env.SQS_QUEUE_NAME, undefined);
  assert.equal(netOf(args), "--allow-net=127.0.0.1:5432,127.0.0.1:4566");
  assert.throws(() => toolProcess("/checkout", {}, ["other.ts"]), /other\.ts is no tool/);
});
