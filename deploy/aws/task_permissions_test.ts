/** Least privilege: what each role may do in the templates, spelled out. */
import assert from "node:assert/strict";
import { services } from "../../platform/manifest.ts";
import { parts, propertiesOf, synthesize } from "./reference/synthesized.ts";

const { stages: [staging] } = await synthesize("fargate");

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Effect: string;
}

/** Actions of a service's task role, or of its function's, but for what the collector sends. */
function actionsOf(name: string, { of } = staging!, role = "(task)?DefinitionTaskRole"): string[] {
  const policies = propertiesOf(of("services"), "AWS::IAM::Policy");
  const found = Object.entries(policies).find(([id]) =>
    new RegExp(`^${name}${role}`, "i").test(id)
  );
  const statements: Statement[] = found?.[1].PolicyDocument.Statement ?? [];
  return [...new Set(statements.flatMap(({ Action }) => Action))]
    .filter((action) => !/^(xray|logs):/.test(action)).sort();
}

const bus = ["sns:ListTopics", "sqs:GetQueueUrl"];
const consumes = [
  "kms:Decrypt",
  ...bus.slice(0, 1),
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ReceiveMessage",
];

/** A file with every version of it, and what broke off. */
const erases = [
  "s3:AbortMultipartUpload",
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:GetBucketVersioning",
  "s3:ListBucket",
  "s3:ListBucketMultipartUploads",
  "s3:ListBucketVersions",
];

const expected: Record<string, string[]> = {
  upload: [...erases, "kms:Decrypt", "kms:Encrypt", "s3:GetObject", "s3:PutObject"].sort(),
  // kms:Decrypt of the queue and of data keys, s3:PutObject into the ledger of erasures.
  parsing: [...consumes, ...erases, "s3:GetObject", "s3:PutObject"].sort(),
  reconciliation: erases,
  dedupe: consumes,
  review: consumes,
  projection: consumes,
  relay: ["kms:Decrypt", "kms:GenerateDataKey", "sns:ListTopics", "sns:Publish", "sqs:GetQueueUrl"],
  operations: [...consumes, "kms:GenerateDataKey", "sqs:SendMessage"].sort(),
  identity: ["kms:Decrypt", "kms:Encrypt"],
};

Deno.test("rights: they are spelled out of everything that runs as a task", () => {
  const tasks = [...services.filter(({ size }) => size), { name: "reconciliation" }];
  assert.deepEqual(Object.keys(expected).sort(), tasks.map(({ name }) => name as string).sort());
});

for (const [name, actions] of Object.entries(expected)) {
  Deno.test(`rights: ${name} may ${actions.join(", ") || "nothing"}`, () => {
    assert.deepEqual(actionsOf(name), actions);
  });
}

Deno.test("rights: the parsing function may do with files what the worker may", async () => {
  const { stages: [withFunction] } = await synthesize("lambda");
  const ofFiles = (actions: string[]) => actions.filter((action) => action.startsWith("s3:"));
  const found = ofFiles(actionsOf("Parsing", withFunction!, "FunctionServiceRole"));
  assert.deepEqual(found, ofFiles(expected.parsing!));
});

Deno.test("rights: files are reached below uploads/ alone, and the ledger is only added to", () => {
  const policies = JSON.stringify(propertiesOf(staging!.of("services"), "AWS::IAM::Policy"));
  const buckets = [...policies.matchAll(/arn:aws:s3:::([^"]+)/g)].map(([, name]) => name);
  const { bucket } = staging!.stage.uploads;
  assert.deepEqual([...new Set(buckets)].sort(), [
    bucket,
    `${bucket}/erasures/*`,
    `${bucket}/uploads/*`,
  ]);
  const statements: Statement[] = Object.values(
    propertiesOf(staging!.of("services"), "AWS::IAM::Policy"),
  ).flatMap((policy) => policy.PolicyDocument.Statement);
  for (const { Action, Resource } of statements) {
    if (!JSON.stringify(Resource).includes("/erasures/*")) continue;
    assert.deepEqual([Action, Resource], ["s3:PutObject", `arn:aws:s3:::${bucket}/erasures/*`]);
  }
});

Deno.test("rights: who opens jobs cannot unwrap a signing key, and identity no data key", () => {
  const policies = propertiesOf(staging!.of("services"), "AWS::IAM::Policy");
  const keysOf = (name: string) =>
    ["JobKeys", "SigningKeys"].filter((key) =>
      Object.entries(policies).some(([id, policy]) =>
        id.toLowerCase().startsWith(name) && JSON.stringify(policy).includes(key)
      )
    );
  assert.deepEqual(keysOf("identity"), ["SigningKeys"]);
  for (const name of ["upload", "parsing", "dedupe", "review", "projection"]) {
    assert.deepEqual(keysOf(name), ["JobKeys"], name);
  }
  for (const name of ["relay", "operations", "reconciliation"]) assert.deepEqual(keysOf(name), []);
});

Deno.test("rights: no statement allows every action of a service", () => {
  for (const part of parts) {
    for (
      const [id, policy] of Object.entries(propertiesOf(staging!.of(part), "AWS::IAM::Policy"))
    ) {
      for (const { Action } of policy.PolicyDocument.Statement as Statement[]) {
        for (const action of [Action].flat()) assert.ok(!action.includes("*"), `${id}: ${action}`);
      }
    }
  }
});

Deno.test("permissions: no two tasks have the same database login", () => {
  const tasks = Object.values(propertiesOf(staging!.of("services"), "AWS::ECS::TaskDefinition"));
  const logins = tasks.flatMap((task) =>
    task.ContainerDefinitions.flatMap(
      (container: { Secrets?: { Name: string; ValueFrom: unknown }[] }) =>
        (container.Secrets ?? []).filter(({ Name }) => Name === "PGPASSWORD")
          .map(({ ValueFrom }) => JSON.stringify(ValueFrom)),
    )
  );
  // Every service but the gateway, and the daily reconciliation.
  assert.equal(logins.length, 9);
  assert.equal(new Set(logins).size, 9);
});

Deno.test("permissions: only the operator's task has the owner's login", () => {
  const tasks = parts.flatMap((part) =>
    Object.values(propertiesOf(staging!.of(part), "AWS::ECS::TaskDefinition"))
  );
  assert.equal(tasks.length, 10);
  for (const task of tasks) {
    const names = task.ContainerDefinitions.flatMap(
      (container: { Secrets?: { Name: string }[] }) => container.Secrets ?? [],
    ).map((secret: { Name: string }) => secret.Name);
    assert.equal(names.includes("OWNER_PASSWORD"), task.Family.endsWith("-operator"), task.Family);
  }
});
