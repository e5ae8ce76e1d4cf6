import assert from "node:assert/strict";
import { walk } from "../tests/walk.ts";
import { parse, stringify, uneval, unflatten } from "./src/lib/kit/plain-devalue.ts";
import * as plain from "./src/lib/kit/plain-routes.ts";
import * as kits from "./node_modules/@sveltejs/kit/src/utils/routing.js";

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

Deno.test("no page is rendered by a server, so none has a server's answers in it", async () => {
  const rendering = /\bexport const (ssr|prerender) = (?!false\b)/;
  assert.ok(rendering.test("export const prerender = true;"));
  for await (const path of walk("web/src/routes")) {
    if (/\+\w+\.ts$/.test(path)) assert.doesNotMatch(await Deno.readTextFile(path), rendering);
  }
  const root = await Deno.readTextFile("web/src/routes/+layout.ts");
  assert.match(root, /^export const ssr = false;$/m);
});

type Reading = { pattern: RegExp; valuesOf: (match: RegExpMatchArray) => unknown };

/** As it is here, and as SvelteKit has it. */
const readings: readonly ((id: string) => Reading)[] = [
  (id) => {
    const { pattern, params } = plain.parse_route_id(id);
    return { pattern, valuesOf: (match) => plain.exec(match, params) };
  },
  (id) => {
    const { pattern, params } = kits.parse_route_id(id);
    return { pattern, valuesOf: (match) => kits.exec(match, params, {}) };
  },
];

/** Where an address leads: the route's id, and its parameters. */
function found(read: (id: string) => Reading, ids: readonly string[], path: string) {
  return ids.flatMap((id) => {
    const { pattern, valuesOf } = read(id);
    const match = pattern.exec(path);
    return match ? [[id, valuesOf(match)]] : [];
  });
}

Deno.test("an address leads to the page to which SvelteKit's own reading leads it", async () => {
  const ids: string[] = [];
  for await (const path of walk("web/src/routes")) {
    const [, folder] = /^web\/src\/routes(.*)\/\+page\.svelte$/.exec(path) ?? [];
    if (folder !== undefined) ids.push(folder || "/");
  }
  assert.ok(ids.includes("/(app)") && ids.includes("/(app)/jobs/[id]"), ids.join(" "));
  const steps = ids.flatMap((id) => id.split("/")).filter((step) => /^[a-z-]+$/.test(step));
  const odd = ["", "x", "0190", "a%20b", "ü", "%C3%BC", "a.b", "a%2Fb", "(app)", "[id]"];
  const firsts = [...new Set([...steps, ...odd])];
  const ends = ["", "/", "//", ...odd.flatMap((step) => [`/${step}`, `/${step}/`, `/${step}/x`])];
  for (const path of firsts.flatMap((first) => ends.map((end) => `/${first}${end}`))) {
    const [ours, kits] = readings.map((read) => found(read, ids, path));
    assert.deepEqual(ours, kits, path);
  }
});

Deno.test("a route that is read otherwise is refused", () => {
  for (const id of ["/[[lang]]", "/[...rest]", "/[id=uuid]", "/a-[id]", "/[x+2e]", "/a.b"]) {
    assert.throws(() => plain.parse_route_id(id), /plain_kit/, id);
  }
});
