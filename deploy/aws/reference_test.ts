/**
 * Everything that the reference architecture draws for AWS is in the templates of both stages: one
 * line here for every row of its component mapping, every setting of its production diagram and of
 * its serverless option. cdk-nag runs with each synthesis, and throws.
 */
import assert from "node:assert/strict";
import { components } from "./reference/components.ts";
import { diagram } from "./reference/diagram.ts";
import { lambda } from "./reference/lambda.ts";
import { responseHeaders } from "./reference/response_headers.ts";
import { retention } from "./reference/retention.ts";
import { type Rows, synthesize, type Synthesized } from "./reference/synthesized.ts";

const withTasks = await synthesize("fargate");
const withFunction = await synthesize("lambda");

function check(table: string, rows: Rows, stages: Synthesized[]): void {
  for (const [line, holds] of rows) {
    Deno.test(`${table}: ${line}`, async (t) => {
      for (const one of stages) await t.step(one.stage.name, () => holds(one));
    });
  }
}

check("component mapping", components, withTasks.stages);
check("production diagram", diagram, withTasks.stages);
check("serverless option", lambda, withFunction.stages);
check("response headers", responseHeaders, withTasks.stages);
check("retention", retention, [...withTasks.stages, ...withFunction.stages]);

Deno.test("cdk-nag passes, and no reason outlives what it excuses", () => {
  const unused = withTasks.unused.filter((row) => withFunction.unused.includes(row));
  assert.deepEqual(unused.map(({ at, rule }) => `${rule} at ${at}`), []);
});
