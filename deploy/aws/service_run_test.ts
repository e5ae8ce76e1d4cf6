import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { processPlans } from "../local/processes.ts";
import { services } from "../../platform/manifest.ts";
import { readSettings } from "../local/settings.ts";
import { databaseCertificates, functionEnvironment, serviceRun } from "./service_run.ts";
import { allStages } from "./stages/mod.ts";

const [, prod] = allStages("test");
const local = processPlans(readSettings("/app", {}));

/**
 * Only there, or only here: which emulator, whose keys; who verifies the database, and
 * what a stage always says.
 */
const onlyLocal = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID"];
const onlyAws = [
  ...["DATABASE_READ_URL", "DENO_CERT", "MAX_UPLOAD_BYTES", "SERVE_TLS"],
  "ADMINS_NEED_SECOND_FACTOR",
];

Deno.test("run: a service gets the variables of the local stack, with the stage's values", () => {
  for (const row of services) {
    const here = Object.keys(serviceRun(row, prod!).environment);
    const there = Object.keys(local.find((plan) => plan.name === row.name)!.env);
    const expected = there.filter((name) =>
      !onlyLocal.includes(name) && name !== "AWS_SECRET_ACCESS_KEY"
    );
    const found = here.filter((name) => !/^OTEL_/.test(name) && !onlyAws.includes(name));
    assert.deepEqual(found.sort(), expected.sort(), row.name);
  }
});

Deno.test("run: a function gets what its row needs, and nothing that Lambda itself sets", () => {
  const parsing = functionEnvironment(services.find(({ name }) => name === "parsing")!, prod!);
  assert.deepEqual(Object.keys(parsing).sort(), [
    "DATABASE_URL",
    "MASTER_KEY",
    "NODE_EXTRA_CA_CERTS",
    "S3_BUCKET_NAME",
    "SNS_TOPIC_NAME",
    "SQS_QUEUE_NAME",
  ]);
  const upload = functionEnvironment(services.find(({ name }) => name === "upload")!, prod!);
  assert.equal(upload.MAX_UPLOAD_BYTES, String(prod!.uploads.maxBytes));
});

Deno.test("run: nothing of the laptop is left, and no secret is written down", () => {
  for (const row of services.filter(({ name }) => name !== "gateway")) {
    const { environment, command } = serviceRun(row, prod!);
    // The collector beside it is the one thing on its own machine.
    const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...rest } = environment;
    const text = JSON.stringify([rest, command]);
    assert.ok(!/localhost|127\.0\.0\.1|:\/\/[^/"]*@/.test(text), text);
  }
});

Deno.test("run: a task may reach its role's keys, its database and its own AWS services", () => {
  const netOf = (name: string) =>
    serviceRun(services.find((row) => row.name === name)!, prod!).command
      .find((word) => word.startsWith("--allow-net="))!.slice("--allow-net=".length).split(",");
  assert.deepEqual(netOf("dedupe"), [
    "0.0.0.0:8006",
    "database.invalid:5432",
    "sns.us-east-1.amazonaws.com:443",
    "sqs.us-east-1.amazonaws.com:443",
    "kms.us-east-1.amazonaws.com:443",
    "169.254.170.2:80",
  ]);
  assert.ok(netOf("upload").includes("prod-data-ingestion.s3.us-east-1.amazonaws.com:443"));
  assert.ok(netOf("review").includes("rollcall.example.com:443"));
  assert.ok(netOf("projection").includes("replica.invalid:5432"));
});

Deno.test("certificates: every stage's region has its own, good for another year", async () => {
  for (const { region } of allStages("test")) {
    const file = new URL(`../../${databaseCertificates(region)}`, import.meta.url);
    const texts = (await Deno.readTextFile(file)).match(
      /-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g,
    );
    assert.equal(texts?.length, 3);
    for (const text of texts!) {
      const { validTo, subject } = new X509Certificate(text);
      assert.ok(Date.parse(validTo) > Date.now() + 365 * 24 * 3600 * 1000, subject);
    }
  }
});

Deno.test("run: identity alone reaches a mail server, once the stage names one; no login is written", () => {
  const mail = {
    smtpUrl: "smtp://email-smtp.us-east-1.amazonaws.com:587",
    from: "rollcall@example.com",
    loginSecret: "rollcall/prod/mail",
    registerByMail: true,
  };
  const runOf = (name: string, stage = { ...prod!, mail }) =>
    serviceRun(services.find((row) => row.name === name)!, stage);
  const { environment, command } = runOf("identity");
  assert.equal(environment.SMTP_URL, mail.smtpUrl);
  assert.equal(environment.MAIL_FROM, mail.from);
  assert.equal(environment.REGISTER_BY_MAIL, "yes");
  const open = runOf("identity", { ...prod!, mail: { ...mail, registerByMail: false } });
  assert.equal(open.environment.REGISTER_BY_MAIL, "no");
  const flag = (of: string[], name: string) => of.find((word) => word.startsWith(name)) ?? "";
  assert.match(flag(command, "--allow-net="), /,email-smtp\.us-east-1\.amazonaws\.com:587(,|$)/);
  assert.match(flag(command, "--allow-env="), /SMTP_PASSWORD,SMTP_URL,SMTP_USER/);
  assert.ok(!("SMTP_PASSWORD" in environment));
  for (const other of [runOf("upload"), serviceRun(services[0]!, { ...prod!, mail })]) {
    assert.doesNotMatch(JSON.stringify(other), /smtp/i);
  }
  assert.doesNotMatch(
    JSON.stringify(serviceRun(services.find((row) => row.name === "identity")!, prod!)),
    /SMTP/,
  );
});
