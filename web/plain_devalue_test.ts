import assert from "node:assert/strict";
import { walk } from "../tests/walk.ts";
import { parse, stringify, uneval, unflatten } from "./src/lib/plain-devalue.ts";

Deno.test("state that is plain JSON passes as it is, and nothing else does", () => {
  const state = { at: "/jobs", list: [1, null, { deep: true }] };
  assert.deepEqual(parse(stringify(state)), state);
  assert.deepEqual(parse(stringify({}, {})), {});
  const hook = { Money: () => false };
  for (const other of [() => stringify({}, hook), uneval, unflatten]) {
    assert.throws(other, /only plain JSON/);
  }
});

Deno.test("the app has nothing that SvelteKit would pass through devalue", async () => {
  const passing = /\/(hooks(\.\w+)?\.ts|\+(page|layout)\.server\.ts|[^/]+\.remote\.ts)$/;
  assert.ok(passing.test("web/src/hooks.ts") && passing.test("web/src/routes/+page.server.ts"));
  const stateful =
    /\b(?:pushState|replaceState)\([^;]*,(?!\s*\{\}\))|\bexport const snapshot\b|\bstate:/;
  assert.ok(stateful.test("pushState(path, { date })") && !stateful.test("pushState(path, {})"));
  const found: string[] = [];
  for await (const path of walk("web/src")) {
    if (passing.test(path)) found.push(path);
    if (!/\.(ts|svelte)$/.test(path)) continue;
    const text = await Deno.readTextFile(path);
    if (text.includes("$app/navigation") && stateful.test(text)) found.push(path);
  }
  assert.deepEqual(found, []);
});
