import assert from "node:assert/strict";
import { permissionFlags } from "./permissions.ts";
import { processPlans } from "./processes.ts";
import { readSettings } from "./settings.ts";

const flag = (flags: string[], name: string) =>
  flags.find((text) => text.startsWith(`--${name}=`))?.split("=")[1]?.split(",");

Deno.test("a service may reach what its variables name, and its own port", () => {
  const flags = permissionFlags({
    HOST: "127.0.0.1",
    PORT: "8002",
    DATABASE_URL: "postgres://rollcall_review:p%40ss@127.0.0.1:5433/x",
    DATABASE_OWNER_URL: "postgres://postgres:x@127.0.0.1:5433/x",
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    JWKS_URL: "https://login.example.com/keys",
    JWT_ISSUER: "http://localhost:8000",
    WEB_ORIGINS: "http://localhost:5173",
  }, { aws: ["sqs"] });
  assert.deepEqual(flag(flags, "allow-net"), [
    "127.0.0.1:8002",
    "127.0.0.1:5433",
    "127.0.0.1:4566",
    "login.example.com:443",
  ]);
});

Deno.test("without an emulator, a service may reach the AWS services that it uses", () => {
  const env = { HOST: "0.0.0.0", PORT: "1", AWS_REGION: "eu-central-1", S3_BUCKET_NAME: "b" };
  assert.deepEqual(flag(permissionFlags(env, { aws: ["s3", "sqs"] }), "allow-net"), [
    "0.0.0.0:1",
    "s3.eu-central-1.amazonaws.com:443",
    "b.s3.eu-central-1.amazonaws.com:443",
    "sqs.eu-central-1.amazonaws.com:443",
  ]);
});

Deno.test("a master key in a file is read alone; one in KMS is asked for there", () => {
  const inFile = permissionFlags({ MASTER_KEY: "file:/data/secrets/keys" }, { reads: ["web"] });
  assert.deepEqual(flag(inFile, "allow-read"), ["web", "/data/secrets/keys"]);
  const inKms = permissionFlags({ MASTER_KEY: "arn:aws:kms:eu-west-1:123456789012:key/k" });
  assert.deepEqual(flag(inKms, "allow-net"), ["kms.eu-west-1.amazonaws.com:443"]);
  const given = permissionFlags({ MASTER_KEY: "a:AAAA" });
  assert.equal(flag(given, "allow-read"), undefined);
});

Deno.test("what is granted is enough for AWS over HTTPS", async () => {
  const flags = permissionFlags({ AWS_REGION: "us-east-1" }, { aws: ["sqs"] });
  const program = `
    import https from "node:https";
    https.get("https://sqs.us-east-1.amazonaws.com/", (answer) => end("answered"))
      .on("error", (error) => end(error.name + " " + error.code));
    function end(how) { console.log(how); Deno.exit(0); }
  `;
  const file = await Deno.makeTempFile({ suffix: ".mjs" });
  await Deno.writeTextFile(file, program);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", ...flags, file],
    env: { NO_COLOR: "1" },
  }).output();
  await Deno.remove(file);
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  // With no network here it gets as far as the name; what it must not do is miss a permission.
  assert.match(said, /^(answered|Error E[A-Z]+)/);
});

Deno.test("no service may do everything, run programs or write files", () => {
  const plans = processPlans(readSettings("/checkout", {}));
  for (const { name, kind, args } of plans.filter((plan) => plan.kind === "service")) {
    assert.equal(kind, "service");
    for (const arg of args) {
      assert.doesNotMatch(arg, /^(-A|--allow-all|--allow-(run|write|import))/, name);
      assert.doesNotMatch(arg, /^--allow-(net|read|env|sys|ffi)$/, `${name}: ${arg} names nothing`);
    }
  }
});
