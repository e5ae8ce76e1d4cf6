import assert from "node:assert/strict";
import { componentImports } from "../../web/component_imports.ts";
import { circles, componentImport, type Import, importsIn, reached } from "./graph.ts";

const root = "file:///checkout/";
const of = (from: string, to: string, typeOnly = false): Import => ({ from, to, typeOnly });

Deno.test("graph: imports are by path or package, of the checkout's own modules", () => {
  const dependencies = [
    { specifier: "./b.ts", code: { specifier: `${root}cli/b.ts` } },
    { specifier: "@rollcall/contracts", type: { specifier: `${root}contracts/mod.ts` } },
    { specifier: "hono/cors", code: { specifier: "npm:hono@4.13.19/cors" } },
    { specifier: "@aws-sdk/client-s3", code: { specifier: "npm:/@aws-sdk/client-s3@3.1163.0" } },
    { specifier: "node:path", code: { specifier: "node:path" } },
    { specifier: "aws-cdk-lib", code: { error: "not in import map" } },
  ];
  const modules = [
    { specifier: `${root}cli/a.ts`, dependencies },
    { specifier: "file:///tmp/entry.ts", dependencies },
  ];
  assert.deepEqual(importsIn({ modules }, root), [
    of("cli/a.ts", "cli/b.ts"),
    of("cli/a.ts", "contracts/mod.ts", true),
    of("cli/a.ts", "npm:hono/cors"),
    of("cli/a.ts", "npm:@aws-sdk/client-s3"),
    of("cli/a.ts", "node:path"),
    of("cli/a.ts", "npm:aws-cdk-lib"),
  ]);
});

Deno.test("graph: a module that is not there is a failure, not an import less", () => {
  const specifier = `${root}cli/a.ts`;
  const dependencies = [{ specifier: "./gone.ts", code: { error: "not found" } }];
  assert.throws(() => importsIn({ modules: [{ specifier, dependencies }] }, root), /gone\.ts/);
  assert.throws(
    () => importsIn({ modules: [{ specifier, error: "no such file" }] }, root),
    /no such/,
  );
});

Deno.test("graph: what is reached is told with its way, but not over types", () => {
  const graph = [of("a.ts", "b.ts"), of("b.ts", "npm:hono"), of("a.ts", "c.ts", true)];
  const ways = reached([...graph, of("c.ts", "npm:zod")], (path) => path === "a.ts");
  assert.deepEqual([...ways.values()], ["a.ts", "a.ts → b.ts", "a.ts → b.ts → npm:hono"]);
});

Deno.test("graph: circles of any length are found, types included, and each once", () => {
  const graph = [
    of("a.ts", "b.ts"),
    of("b.ts", "c.ts", true),
    of("c.ts", "a.ts"),
    of("c.ts", "d.ts"),
    of("d.ts", "npm:zod"),
    of("e.ts", "a.ts"),
    of("f.ts", "f.ts"),
  ];
  assert.deepEqual(circles(graph), [["a.ts", "b.ts", "c.ts"], ["f.ts"]]);
  assert.deepEqual(circles(graph.filter(({ to }) => to !== "c.ts" && to !== "f.ts")), []);
});

Deno.test("graph: a component's imports are those of its scripts and its markup", () => {
  const found = componentImports(`<script lang="ts" module>
  export { one } from "./one.ts";
</script>
<script lang="ts">
  import type { Job } from "@rollcall/contracts/api";
  import { type A, type B } from "#lib/shapes.ts";
  import Card, { type C } from "#lib/ui/Card.svelte";
  const later = () => import("#lib/later.ts");
</script>
{#await import("#lib/Late.svelte") then late}<Card>{late}</Card>{/await}`);
  assert.deepEqual(found.map((one) => [one.specifier, one.typeOnly]), [
    ["@rollcall/contracts/api", true],
    ["#lib/shapes.ts", true],
    ["#lib/ui/Card.svelte", false],
    ["#lib/later.ts", false],
    ["./one.ts", false],
    ["#lib/Late.svelte", false],
  ]);
});

Deno.test("graph: a component's imports are paths in the checkout, or packages", () => {
  const contracts = new Map([[".", "./mod.ts"], ["./api", "./api/mod.ts"]]);
  const of = (specifier: string) =>
    componentImport("web/src/lib/jobs/JobPage.svelte", specifier, contracts);
  assert.equal(of("../ui/Card.svelte"), "web/src/lib/ui/Card.svelte");
  assert.equal(of("#lib/ui/menu.ts"), "web/src/lib/ui/menu.ts");
  assert.equal(of("@rollcall/contracts"), "contracts/mod.ts");
  assert.equal(of("@rollcall/contracts/api"), "contracts/api/mod.ts");
  assert.equal(of("@lucide/svelte/icons/x"), "npm:@lucide/svelte/icons/x");
  assert.throws(() => of("@rollcall/contracts/mod"), /not exported/);
});
