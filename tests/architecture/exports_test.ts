/** What a module exports, another one names. */
import assert from "node:assert/strict";
import { walk } from "../walk.ts";

const ROOMS = [
  "cli",
  "contracts",
  "deploy",
  "domain",
  "event-store",
  "platform",
  "services",
  "tests",
];
/** Read by name of the file: published contracts, k6's scripts, what a framework calls. */
const READ_OTHERWISE =
  /^contracts\/events\/|^tests\/load\/|_test\.ts$|\.config\.[jt]s$|^web\/src\/lib\/kit\//;

type Sources = ReadonlyMap<string, string>;

async function readSources(): Promise<Sources> {
  const sources = new Map<string, string>();
  for (const room of [...ROOMS, "web/src"]) {
    for await (const path of walk(room)) {
      if (/\.(ts|js|svelte)$/.test(path)) sources.set(path, await Deno.readTextFile(path));
    }
  }
  return sources;
}

/** Values that a module exports and no other module names. */
function unnamedExports(sources: Sources): string[] {
  const homes = new Map<string, Set<string>>();
  for (const [path, text] of sources) {
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) {
      homes.set(word, (homes.get(word) ?? new Set()).add(path));
    }
  }
  const found: string[] = [];
  for (const [path, text] of sources) {
    if (READ_OTHERWISE.test(path) || path.startsWith("web/src/routes/")) continue;
    const exports = /^export (?:async )?(?:function\*?|const|class|let) (\w+)/gm;
    for (const [, name = ""] of text.matchAll(exports)) {
      if (homes.get(name)!.size === 1) found.push(`${path}: ${name}`);
    }
  }
  return found;
}

Deno.test("every value that is exported is named by another module", async () => {
  assert.deepEqual(unnamedExports(await readSources()), []);
});

Deno.test("exports, negative twin: one that nobody names is found", () => {
  const sources = new Map([
    ["cli/one.ts", "export const used = 1;\nexport function lonely() {}\n"],
    ["cli/two.ts", 'import { used } from "./one.ts";\n'],
  ]);
  assert.deepEqual(unnamedExports(sources), ["cli/one.ts: lonely"]);
});
