/**
 * Runs the examples in documents and docstrings, so that readers can rely on them. An example is a
 * fenced `ts` block; in a docstring it may use its module's exports, `assert` and names provided by
 * the test without importing them. Test only.
 */
import assert from "node:assert/strict";

export interface Example {
  /** where it begins, as `path:line` */
  at: string;
  code: string;
}

/** The examples in a text, Markdown or TypeScript. */
export function examplesOf(path: string, text: string): Example[] {
  const block = /^([ *]*)```ts\n([\s\S]*?)^[ *]*```$/gm;
  return [...text.matchAll(block)].map(({ 1: margin = "", 2: body = "", index }) => ({
    at: `${path}:${text.slice(0, index).split("\n").length}`,
    code: body.split("\n").map((line) => line.slice(margin.length)).join("\n"),
  }));
}

/**
 * Runs an example as the body of an async function.
 * @param module what it is about: `./mod.ts` in an example's own imports, too
 * @param given further names that it may use
 * @throws what the example throws
 */
export async function runExample(
  { at, code }: Example,
  module: URL,
  given: Record<string, unknown> = {},
): Promise<void> {
  const own = /^import [\s\S]*? from "[^"]+";$/gm;
  const imports = code.match(own) ?? [];
  const names = imports.length > 0 ? [] : Object.keys({ ...await import(module.href), ...given });
  const text = [
    `// ${at}`,
    ...imports.map((line) => line.replace('"./mod.ts"', JSON.stringify(module.href))),
    `export default async function (${["assert", ...names].map((n) => `${n}_`).join(", ")}) {`,
    ...["assert", ...names].filter(() => imports.length === 0).map((n) => `var ${n} = ${n}_;`),
    `await (async () => {\n${code.replace(own, "")}\n})();\n}`,
  ].join("\n");
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, text);
    const { default: run } = await import(`file://${file}`);
    const exported = await import(module.href);
    await run(assert, ...names.map((name) => given[name] ?? exported[name]));
  } finally {
    await Deno.remove(file);
  }
}

/** The examples in the docstrings of the modules that a `mod.ts` brings together. */
export async function examplesBehind(mod: URL): Promise<Example[]> {
  const text = await Deno.readTextFile(mod);
  const paths = [...text.matchAll(/ from "(\.\/[^"]+)";/g)].map(([, path]) => path!);
  const found = [...new Set(paths)].map(async (path) =>
    examplesOf(path, await Deno.readTextFile(new URL(path, mod)))
  );
  return (await Promise.all(found)).flat();
}

/** The functions and classes of a module that no example calls; errors and schemas need none. */
export async function withoutExample(mod: URL, examples: Example[]): Promise<string[]> {
  const exported = Object.entries(await import(mod.href));
  return exported.filter(([, value]) => typeof value === "function" && !isError(value))
    .map(([name]) => name)
    .filter((name) => !examples.some(({ code }) => new RegExp(`\\b${name}\\(`).test(code)));
}

const isError = (value: object) => "prototype" in value && value.prototype instanceof Error;
