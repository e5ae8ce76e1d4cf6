/** Requests drawn from the API's own description: such as it asks for, and such as it does not. */
import fc from "fast-check";
import { openApiDocument } from "@rollcall/contracts/openapi";

type Schema = Record<string, unknown> & {
  $ref?: string;
  type?: string | string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
};

interface Parameter {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  schema?: Schema;
}

export interface Operation {
  method: string;
  /** with names in braces */
  path: string;
  parameters: Parameter[];
  /** of a body of JSON, if it takes one */
  body: Schema | undefined;
  /** of the answers that it is described with */
  statuses: number[];
}

export interface Drawn {
  method: string;
  /** with its query */
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

const document = openApiDocument() as unknown as {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
};

interface Described {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, unknown>;
}

/** Every operation; uploads are left to the tests of files. */
export const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, described]) => {
    const content = described.requestBody?.content;
    if (content && !content["application/json"]) return [];
    return [{
      method: method.toUpperCase(),
      path,
      parameters: described.parameters ?? [],
      body: content?.["application/json"]?.schema,
      statuses: Object.keys(described.responses).map(Number),
    }];
  })
);

/** Texts that break what takes them as something else. */
const odd = fc.constantFrom(
  ...[
    "",
    " ",
    "\u0000",
    "\ud800",
    "'",
    '"',
    "%00",
    "%2e%2e%2f",
    "../..",
    "__proto__",
    "null",
    "NaN",
  ],
  ...["-1", "1e309", "9".repeat(40), "${7*7}", "{{7*7}}", "<script>", "'; drop table x; --"],
  ...["\r\nset-cookie: a=b", "a".repeat(5_000), "💥", "\u202e", "=1+1"],
);
const anyJson = fc.oneof(odd, fc.jsonValue({ maxDepth: 3 }));

/**
 * Requests of an operation.
 *
 * @param known values that parameters of a path may well have, by the path's first word and their name,
 * such as `jobs.id`
 */
export function requestsOf(
  operation: Operation,
  known: ReadonlyMap<string, string>,
): fc.Arbitrary<Drawn> {
  const { method, body } = operation;
  return fc.record({
    path: pathOf(operation, known),
    headers: headersOf(operation),
    body: body === undefined ? fc.constant(undefined) : bodyOf(body),
  }).map(({ path, headers, body }) => ({
    method,
    path,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    body,
  }));
}

/** A version that does not come is waited for. */
const soon = fc.constantFrom("0", "1", "-1", "x", "1.5", "");

function pathOf(
  { path, parameters }: Operation,
  known: ReadonlyMap<string, string>,
): fc.Arbitrary<string> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const segments = names.map((name) => {
    const likely = known.get(`${path.split("/")[1]}.${name}`);
    const any = fc.oneof(odd, fc.uuid(), fc.nat().map(String)).map((text) => text || "x");
    return likely === undefined
      ? any
      : fc.oneof({ arbitrary: fc.constant(likely), weight: 4 }, any);
  });
  const query = parameters.filter((one) => one.in === "query").map(({ name, schema }) =>
    fc.option(
      (name === "min_version" ? soon : fc.oneof(textOf(schema), odd)).map((value) =>
        [name, value] as const
      ),
      { nil: undefined, freq: 2 },
    )
  );
  return fc.record({ segments: fc.tuple(...segments), query: fc.tuple(...query) })
    .map(({ segments, query }) => {
      const filled = names.reduce(
        (text, name, i) => text.replace(`{${name}}`, () => encoded(segments[i]!)),
        path,
      );
      const pairs = query.filter((pair) => pair !== undefined)
        .map(([name, value]) => `${name}=${encoded(value)}`);
      return pairs.length ? `${filled}?${pairs.join("&")}` : filled;
    });
}

/** Half of a surrogate has no encoding. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

function headersOf({ parameters }: Operation): fc.Arbitrary<Record<string, string>> {
  const named = parameters.filter((one) => one.in === "header").map(({ name, schema }) =>
    fc.option(fc.oneof(textOf(schema), odd).map((value) => [name, headerText(value)] as const), {
      nil: undefined,
    })
  );
  return fc.tuple(...named).map((pairs) => Object.fromEntries(pairs.filter((pair) => !!pair)));
}

/** What a header can carry at all. */
const headerText = (text: string) => text.replaceAll(/[^\x20-\x7e]/g, "").trim();

function bodyOf(schema: Schema): fc.Arbitrary<string> {
  const fits = valueOf(schema, 4).map((value) => JSON.stringify(value));
  const spoilt = fc.tuple(valueOf(schema, 4), anyJson, fc.nat()).map(([value, other, at]) => {
    if (typeof value !== "object" || value === null) return JSON.stringify(other);
    const keys = Object.keys(value);
    const key = keys[at % (keys.length + 1)] ?? "unknown";
    return JSON.stringify({ ...value, [key]: other });
  });
  const noJson = fc.constantFrom("", "{", "[1,", "\u0000", '{"a":1}x', '{"__proto__":{"a":1}}');
  return fc.oneof(
    { arbitrary: fits, weight: 4 },
    { arbitrary: spoilt, weight: 4 },
    { arbitrary: anyJson.map((value) => JSON.stringify(value)), weight: 1 },
    { arbitrary: noJson, weight: 1 },
  );
}

const textOf = (schema: Schema | undefined): fc.Arbitrary<string> =>
  schema ? valueOf(schema, 2).map((value) => String(value)) : fc.string();

/** Values that a schema allows, but for patterns: a text is any text. */
function valueOf(given: Schema, depth: number): fc.Arbitrary<unknown> {
  const schema = given.$ref ? document.components.schemas[given.$ref.split("/").at(-1)!]! : given;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((one) => valueOf(one, depth)));
  if (schema.allOf) {
    return fc.tuple(...schema.allOf.map((one) => valueOf(one, depth)))
      .map((values) => Object.assign({}, ...values));
  }
  const types = [schema.type ?? "object"].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, depth)));
}

function ofType(type: string, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const bound = (name: string, fallback: number) =>
    typeof schema[name] === "number" ? schema[name] : fallback;
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: bound("minimum", -1000), max: bound("maximum", 1_000_000) });
    case "number":
      return fc.double({ min: bound("minimum", -1e6), max: bound("maximum", 1e6), noNaN: true });
    case "string":
      if (schema.format === "uuid") return fc.uuid();
      if (schema.format === "email") return fc.emailAddress();
      return fc.oneof(fc.string({ maxLength: Math.min(bound("maxLength", 60), 300) }), odd);
    case "array":
      return depth <= 0
        ? fc.constant([])
        : fc.array(valueOf(schema.items ?? {}, depth - 1), { maxLength: 4 });
    default:
      return objectOf(schema, depth);
  }
}

function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  if (depth <= 0) return fc.constant({});
  if (properties.length === 0) {
    const { additionalProperties: more } = schema;
    const value = typeof more === "object" ? valueOf(more, depth - 1) : fc.string();
    return fc.dictionary(fc.oneof(fc.string({ maxLength: 20 }), odd), value, { maxKeys: 4 });
  }
  return fc.record(
    Object.fromEntries(properties.map(([name, one]) => [name, valueOf(one, depth - 1)])),
    { requiredKeys: schema.required ?? [] },
  );
}
