import assert from "node:assert/strict";
import type { z } from "zod";
import { exampleProblems } from "./example_problems.ts";
import { openApiDocument } from "./openapi.ts";
import { Problem } from "./problem.ts";
import * as routes from "./routes/mod.ts";

interface Media {
  schema: z.ZodType;
  example?: unknown;
  examples?: Record<string, { value?: unknown; $ref?: string }>;
}

type Content = Record<string, Media>;

interface Route {
  method: string;
  path: string;
  request?: {
    body?: { content: Content };
    params?: z.ZodObject;
    query?: z.ZodObject;
    headers?: z.ZodObject;
  };
  responses: Record<string, { content?: Content }>;
}

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ARCHIVE = "application/zip";

const document = openApiDocument();

for (const [operationId, route] of Object.entries(routes) as unknown as [string, Route][]) {
  const { method, path, request, responses } = route;
  // deno-lint-ignore no-explicit-any
  const operation: any = document.paths?.[path]?.[method as "get"];

  Deno.test(`examples: ${operationId} has one for each parameter, of the parameter's type`, () => {
    const shapes = {
      path: request?.params?.shape,
      query: request?.query?.shape,
      header: request?.headers?.shape,
    };
    const named = Object.values(shapes).flatMap((shape) => Object.keys(shape ?? {}));
    const parameters = operation.parameters ?? [];
    assert.equal(parameters.length, named.length);
    for (const { in: place, name, example } of parameters) {
      assert.notEqual(example, undefined, name);
      const schema = shapes[place as keyof typeof shapes]![name] as z.ZodType;
      schema.parse(typeof example === "number" ? String(example) : example);
    }
  });

  Deno.test(`examples: ${operationId} has one for its body and each answer, of its shape`, () => {
    const places: [of: string, content: Content, shown: Content][] = [
      ["request", request?.body?.content ?? {}, operation.requestBody?.content ?? {}],
    ];
    for (const [status, { content = {} }] of Object.entries(responses)) {
      places.push([status, content, operation.responses[status].content ?? {}]);
    }
    for (const [of, content, shown] of places) {
      assert.deepEqual(Object.keys(shown), Object.keys(content));
      for (const [type, { schema }] of Object.entries(content)) {
        if (type === WORKBOOK || type === ARCHIVE) continue; // they are no text
        const examples = examplesOf(shown[type]!);
        assert(examples.length > 0, `${of} ${type}`);
        for (const example of examples) {
          const { success, data, error } = schema.safeParse(example);
          assert(success, `${of} ${type}: ${error?.message}`);
          assert.deepEqual(data, example, `${of} ${type}: nothing in it is unknown`);
          if (/problem/.test(type)) assert.equal((data as Problem).status, Number(of));
        }
      }
    }
  });
}

Deno.test("examples: problems stand under their code, and none is there for nobody", () => {
  const text = JSON.stringify(document.paths);
  for (const [kind, problem] of Object.entries(exampleProblems)) {
    assert.deepEqual(document.components?.examples?.[kind], { value: problem });
    const { code } = Problem.parse(problem);
    assert([undefined, kind].includes(code), kind);
    assert(text.includes(`"#/components/examples/${kind}"`), kind);
  }
});

function examplesOf({ example, examples = {} }: Media): unknown[] {
  if (example !== undefined) return [example];
  return Object.values(examples).map(({ value, $ref }) =>
    $ref ? exampleProblems[$ref.split("/").at(-1) as keyof typeof exampleProblems] : value
  );
}
