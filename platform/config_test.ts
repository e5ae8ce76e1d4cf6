import assert from "node:assert/strict";
import { z } from "zod";
import { environment, parseConfig } from "./config.ts";
import { fieldsOf, shapeOf } from "./config_fields.ts";

Deno.test("config: defaults apply if a variable is unset or empty", () => {
  const result = parseConfig(
    fieldsOf.objects,
    environment({ AWS_ENDPOINT_URL: "" }),
  );
  assert(result.ok);
  assert.deepEqual(result.config, {
    AWS_ENDPOINT_URL: undefined,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_REGION: "us-east-1",
    S3_BUCKET_NAME: "data-ingestion-bucket",
  });
});

Deno.test("config: every wrong and missing variable is named, with what was found", () => {
  const result = parseConfig(
    shapeOf("relay", {}),
    environment({ PORT: "eighty" }),
  );
  assert(!result.ok);
  assert.deepEqual(result.problems, [
    'PORT is wrong: found "eighty", expected a port from 0 to 65535, where 0 picks a free one',
    "DATABASE_URL is missing: expected a URL such as postgres://user:password@host:5432/name",
  ]);
});

Deno.test("config: a secret's value is never printed", () => {
  const result = parseConfig(
    fieldsOf.database,
    environment({ DATABASE_URL: "mysql://u:hunter2@h/d" }),
  );
  assert(!result.ok);
  assert.equal(result.problems.length, 1);
  assert.doesNotMatch(result.problems.join(), /hunter/);
});

Deno.test("config: WEB_ORIGINS is a list of origins, not of URLs", () => {
  const good = parseConfig(
    fieldsOf.origins,
    environment({ WEB_ORIGINS: "https://a.example, http://b:1" }),
  );
  assert(good.ok);
  assert.deepEqual(good.config.WEB_ORIGINS, ["https://a.example", "http://b:1"]);
  const bad = parseConfig(fieldsOf.origins, environment({ WEB_ORIGINS: "https://a.example/path" }));
  assert(!bad.ok);
  assert.match(bad.problems[0] ?? "", /^WEB_ORIGINS is wrong/);
});

Deno.test("config: reads only the variables of its shape", () => {
  const asked: string[] = [];
  parseConfig({ A: z.string().optional() }, {
    get: (name) => {
      asked.push(name);
      return undefined;
    },
  });
  assert.deepEqual(asked, ["A"]);
});
