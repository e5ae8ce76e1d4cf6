import assert from "node:assert/strict";
import { replayProcess } from "./replay_process.ts";

Deno.test("replay: its process knows two URLs and a master key, and reaches Postgres, whatever the person has set", () => {
  const { args, env } = replayProcess("/checkout", {
    DATABASE_URL: "postgres://rollcall_projection:a@db.test:5433/x",
    DATABASE_OWNER_URL: "postgres://owner:b@db.test:5433/x",
    AWS_ENDPOINT_URL: "http://bus.test:4566",
    AWS_ACCESS_KEY_ID: "key",
    SNS_TOPIC_NAME: "topic",
  }, ["--status"]);
  assert.deepEqual(Object.keys(env).sort(), ["DATABASE_OWNER_URL", "DATABASE_URL", "MASTER_KEY"]);
  assert.deepEqual(args.filter((arg) => arg.startsWith("--allow")), [
    "--allow-net=db.test:5433",
    "--allow-env=DATABASE_OWNER_URL,DATABASE_URL,MASTER_KEY",
    "--allow-read=/checkout/.data/secrets/job-master-keys",
  ]);
  assert.equal(args.at(-1), "--status");
});

Deno.test("replay: without a URL it means the database of make dev", () => {
  const { env } = replayProcess("/checkout", { POSTGRES_PORT: "6000" }, []);
  assert.match(env.DATABASE_URL!, /^postgres:\/\/rollcall_projection:[\w-]+@127.0.0.1:6000\//);
});
