/** The tree is the architecture: these tests fail where an import or a statement crosses it. */
import assert from "node:assert/strict";
import { walk } from "../walk.ts";
import { boundaries, isTest, ROOMS } from "./boundaries.ts";
import { readGraph } from "./graph.ts";
import { services } from "@rollcall/platform/manifest.ts";

const graph = await readGraph(ROOMS);

for (const { says, crossings, broken } of boundaries) {
  Deno.test(`boundary: ${says}`, () => assert.deepEqual(crossings(graph), []));

  Deno.test(`boundary is felt: ${says}`, () => {
    const before = new Set(crossings(graph));
    for (const made of broken) {
      const found = crossings([...graph, made]).filter((line) => !before.has(line));
      assert.notEqual(found.length, 0, `${made.from} could import ${made.to}`);
    }
  });
}

Deno.test("the graph has every module, and every room", () => {
  const modules = new Set(graph.map(({ from }) => from));
  assert.ok(modules.size > 700, `only ${modules.size} modules were read`);
  for (const room of ROOMS) assert.ok([...modules].some((path) => path.startsWith(`${room}/`)));
});

Deno.test("one file opens transactions, so that one file has to be right about them", async () => {
  const found: string[] = [];
  for (const folder of ["domain", "event-store", "platform", "services", "deploy", "tests"]) {
    for await (const path of walk(folder)) {
      if (!path.endsWith(".ts") || isTest(path)) continue;
      if (opensTransaction(await Deno.readTextFile(path))) found.push(path);
    }
  }
  assert.deepEqual(found, ["event-store/transaction.ts"]);
});

Deno.test("every service has the same rooms: main.ts, and its name in the table", async () => {
  const mains: string[] = [];
  for await (const path of walk("services")) {
    const [, name, file] = path.split("/");
    if (name && file === "main.ts") mains.push(name);
  }
  assert.deepEqual(mains.sort(), services.map((service) => service.name).sort());
});

Deno.test("the reader of transactions sees a call, not a word", () => {
  assert.ok(opensTransaction("await sql.begin(async (tx) => {"));
  assert.ok(opensTransaction("owner.begin<Row>(work)"));
  assert.ok(!opensTransaction("// only one file may call sql.begin"));
});

function opensTransaction(text: string): boolean {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return /\.(begin|reserve)\s*(<[^>]*>)?\(/.test(code);
}
