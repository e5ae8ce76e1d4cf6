import assert from "node:assert/strict";
import { processPlans } from "./processes.ts";
import { readSettings, SettingError } from "./settings.ts";

const plansWith = (variables: Record<string, string>) =>
  processPlans(readSettings("/checkout", variables));

const find = (plans: ReturnType<typeof plansWith>, name: string) => {
  const plan = plans.find((candidate) => candidate.name === name);
  assert.ok(plan, name);
  return plan;
};

Deno.test("every process has a port and a variable of its own", () => {
  const plans = plansWith({});
  assert.equal(new Set(plans.map((plan) => plan.port)).size, plans.length);
  assert.equal(new Set(plans.map((plan) => plan.portVariable)).size, plans.length);
  assert.equal(find(plans, "gateway").port, 8000);
  assert.equal(find(plans, "web").port, 5173);
});

Deno.test("a changed port changes for every caller", () => {
  const plans = plansWith({ IDENTITY_PORT: "9004", POSTGRES_PORT: "6000", EMULATOR_PORT: "6001" });
  assert.equal(find(plans, "identity").env.PORT, "9004");
  assert.equal(find(plans, "gateway").env.IDENTITY_URL, "http://127.0.0.1:9004");
  const review = find(plans, "review").env;
  assert.equal(review.JWKS_URL, "http://127.0.0.1:9004/.well-known/jwks.json");
  assert.match(
    review.DATABASE_URL!,
    /^postgres:\/\/rollcall_review:[\w-]+@127\.0\.0\.1:6000\/ingestion_db$/,
  );
  assert.equal(review.AWS_ENDPOINT_URL, "http://127.0.0.1:6001");
});

Deno.test("INSTANCES: each service so often, on ports of their own, which the gateway knows", () => {
  const plans = plansWith({ INSTANCES: "3", UPLOAD_PORT: "9001,9011,9021" });
  assert.equal(new Set(plans.map((plan) => plan.name)).size, plans.length);
  assert.equal(new Set(plans.map((plan) => plan.port)).size, plans.length);
  assert.equal(plans.length, processPlans(readSettings("/checkout", {})).length + 2 * 9);
  assert.equal(find(plans, "upload-3").env.PORT, "9021");
  assert.equal(find(plans, "review-2").port, find(plans, "review").port + 100);
  const { env, args } = find(plans, "gateway-2");
  assert.equal(
    env.UPLOAD_URL,
    "http://127.0.0.1:9001,http://127.0.0.1:9011,http://127.0.0.1:9021",
  );
  assert.ok(args.some((arg) => arg.includes("127.0.0.1:9021")), "it may connect to each");
  assert.match(find(plans, "postgres").env.POSTGRES_OPTIONS!, /max_connections=300/);
  for (const wrong of ["0", "9", "2.5", "many"]) {
    assert.throws(() => plansWith({ INSTANCES: wrong }), SettingError);
  }
});

Deno.test("AWS_ENDPOINT_URL=aws: real AWS, with the keys given, and no emulator", () => {
  const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "s", AWS_REGION: "eu-west-1" };
  const plans = plansWith({ ...keys, AWS_ENDPOINT_URL: "aws", S3_BUCKET_NAME: "staging-data" });
  assert.ok(!plans.some((plan) => plan.name === "emulator"));
  const { env, args } = find(plans, "upload");
  assert.equal(env.AWS_ENDPOINT_URL, undefined);
  assert.equal(env.AWS_ACCESS_KEY_ID, "AKIA");
  assert.ok(args.some((arg) => arg.includes("staging-data.s3.eu-west-1.amazonaws.com:443")));
});

Deno.test("a service gets the variables that it needs and no other", () => {
  const plans = plansWith({ HOME_SECRET: "x", LOG_LEVEL: "debug", JWT_TTL_SECONDS: "60" });
  assert.deepEqual(Object.keys(find(plans, "dedupe").env).sort(), [
    "AWS_ACCESS_KEY_ID",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "DATABASE_URL",
    "HOST",
    "LOG_LEVEL",
    "MASTER_KEY",
    "PORT",
    "SNS_TOPIC_NAME",
    "SQS_QUEUE_NAME",
  ]);
  assert.equal(find(plans, "identity").env.JWT_TTL_SECONDS, "60");
  assert.equal(find(plans, "upload").env.JWT_TTL_SECONDS, undefined);
});

Deno.test("a service has a login of its own, whose password tells no other's, and no owner's", () => {
  const loginsWith = (secret: string) =>
    plansWith({ ROLLCALL_DB_PASSWORD: secret, POSTGRES_PASSWORD: "a/b@c%d" })
      .filter(({ env, kind }) => kind === "service" && env.DATABASE_URL)
      .map(({ name, env }) => ({ name, url: new URL(env.DATABASE_URL!), env }));
  const found = loginsWith("one"), others = loginsWith("other");
  assert.equal(found.length, 8);
  assert.equal(new Set([...found, ...others].map(({ url }) => url.password)).size, 16);
  for (const { name, url, env } of found) {
    assert.equal(url.username, `rollcall_${name}`);
    assert.doesNotMatch(JSON.stringify(env), /postgres:a%2Fb|OWNER/, name);
  }
});

Deno.test("a port that is no number is one sentence naming its variable", () => {
  assert.throws(() => plansWith({ API_PORT: "eighty" }), (error) => {
    assert.ok(error instanceof SettingError);
    assert.equal(error.message, `API_PORT is "eighty": give a port number from 1 to 65535`);
    return true;
  });
});

Deno.test("heaps are limited: where large files pass through, and where little does", () => {
  const plans = plansWith({}).filter((plan) => plan.kind === "service");
  const told = plans.flatMap(({ name, args }) => {
    const flags = args.find((arg) => arg.startsWith("--v8-flags="));
    return flags ? [[name, flags.slice("--v8-flags=".length)]] : [];
  });
  const workers = "--heap-growing-percent=80,--max-semi-space-size=16";
  assert.deepEqual(Object.fromEntries(told), {
    projection: "--heap-growing-percent=50,--max-semi-space-size=8",
    parsing: workers,
    dedupe: workers,
    upload: "--max-semi-space-size=4",
    review: "--max-semi-space-size=4",
    identity: "--max-semi-space-size=1",
    relay: "--max-semi-space-size=1",
    operations: "--max-semi-space-size=1",
  });
});

Deno.test("who answers nobody yields to those who answer people, and to the stores", () => {
  const yielding = plansWith({}).filter((plan) => plan.yields).map((plan) => plan.name);
  assert.deepEqual(yielding, ["parsing", "dedupe", "relay"]);
});
