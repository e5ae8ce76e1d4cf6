import assert from "node:assert/strict";
import type { Rolldown } from "vite";
import { leanPreloads } from "./lean_preloads.ts";

const chunk = (name: string, imports: string[] = [], dynamicImports: string[] = []) => [
  `${name}.js`,
  { type: "chunk", name, fileName: `${name}.js`, imports, dynamicImports },
];
const START = chunk("entry/start", ["helper.js"], ["kit.js"]);
const APP = chunk("entry/app", [], ["page.js", "other.js"]);
const OTHERS = [
  chunk("helper"),
  chunk("kit", ["runtime.js"]),
  chunk("runtime", ["kit.js"]),
  chunk("page", ["kit.js", "shared.js"]),
  chunk("other"),
  chunk("shared"),
  ["page.css", { type: "asset", fileName: "page.css" }],
];

/** What a later import asks for ahead of these files, in a build of these chunks. */
function askedFor(files: string[], chunks = [START, APP, ...OTHERS]): string[] {
  const { plugin, resolveDependencies } = leanPreloads();
  const { handler } = plugin.generateBundle as { handler: (...given: unknown[]) => void };
  handler(null, Object.fromEntries(chunks) as Rolldown.OutputBundle);
  return resolveDependencies("page.js", files);
}

Deno.test("what every page has from its start is not asked for again", () => {
  const files = ["page.js", "kit.js", "runtime.js", "helper.js", "shared.js"];
  assert.deepEqual(askedFor(files), ["page.js", "shared.js"]);
});

Deno.test("another start than SvelteKit's is an error, not a page that asks for too little", () => {
  assert.throws(() => askedFor([], [APP, ...OTHERS]), /entry\/start/);
});
