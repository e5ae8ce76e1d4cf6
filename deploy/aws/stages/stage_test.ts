import assert from "node:assert/strict";
import { allStages } from "./mod.ts";
import { prod } from "./prod.ts";
import { readStage } from "./stage.ts";
import { staging } from "./staging.ts";

Deno.test("stages: both are read, with the image that is deployed", () => {
  const stages = allStages("abc123");
  assert.deepEqual(stages.map(({ name, imageTag }) => [name, imageTag]), [
    ["staging", "abc123"],
    ["prod", "abc123"],
  ]);
  assert.notEqual(staging.account, prod.account);
  assert.notEqual(staging.network.cidr, prod.network.cidr);
});

Deno.test("stages: what is wrong is named, with its place", () => {
  const bad = {
    ...prod,
    account: "12",
    network: { ...prod.network, zones: ["us-east-1a"] },
    sizes: { ...prod.sizes, pair: { cpu: 256, memoryMib: 4096, min: 2, max: 1 } },
  };
  assert.throws(() => readStage(bad, "x"), (error: Error) => {
    assert.match(error.message, /stage prod: account: /);
    assert.match(error.message, /network\.zones: /);
    assert.match(error.message, /sizes\.pair: Fargate has no such size/);
    return true;
  });
});

Deno.test("stages: with a mail server accounts open by mail, unless the stage says otherwise", () => {
  const mail = {
    smtpUrl: "smtp://email-smtp.us-east-1.amazonaws.com:587",
    from: "rollcall@example.com",
    loginSecret: "rollcall/prod/mail",
  };
  assert.equal(readStage({ ...prod, mail }, "x").mail!.registerByMail, true);
  const open = { ...mail, registerByMail: false };
  assert.equal(readStage({ ...prod, mail: open }, "x").mail!.registerByMail, false);
  assert.equal(readStage(prod, "x").mail, undefined);
});
