import assert from "node:assert/strict";
import { namedHosts } from "./named_hosts.ts";
import { allStages } from "./stages/mod.ts";

const [, prod] = allStages("test");

Deno.test("names: what services reach is found, by name, and no wildcard is wider than a service of AWS", () => {
  const hosts = namedHosts(prod!);
  for (
    const host of [
      "rollcall.example.com",
      "kms.us-east-1.amazonaws.com",
      "sqs.us-east-1.amazonaws.com",
      "prod-data-ingestion.s3.us-east-1.amazonaws.com",
      "*.us-east-1.rds.amazonaws.com",
    ]
  ) assert.ok(hosts.includes(host), host);
  assert.deepEqual(hosts.filter((host) => host.startsWith("*")), [
    "*.dkr.ecr.us-east-1.amazonaws.com",
    "*.us-east-1.rds.amazonaws.com",
  ]);
  assert.deepEqual(hosts.filter((host) => !/^[*a-z0-9][a-z0-9.-]+$/.test(host)), []);
  // Another's bucket has no name here.
  assert.ok(!hosts.some((host) => host === "*.s3.us-east-1.amazonaws.com"));
});

Deno.test("names: a mail server is found once a stage names it", () => {
  const mail = {
    smtpUrl: "smtp://email-smtp.us-east-1.amazonaws.com:587",
    from: "rollcall@example.com",
    loginSecret: "rollcall/prod/mail",
    registerByMail: false,
  };
  const host = "email-smtp.us-east-1.amazonaws.com";
  assert.ok(!namedHosts(prod!).includes(host));
  assert.ok(namedHosts({ ...prod!, mail }).includes(host));
});
