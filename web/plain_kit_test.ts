import assert from "node:assert/strict";
import { walk } from "../tests/walk.ts";
import { withoutLayout } from "./plain_kit.ts";
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

/** A function of SvelteKit's client as it is in the app, in a browser of these parts. */
async function inTheApp<Made>(file: string, name: string, browser: object): Promise<Made> {
  const path = `web/node_modules/@sveltejs/kit/src/runtime/client/${file}`;
  const code = withoutLayout(await Deno.readTextFile(path), path)
    .replace(/^import [^;]*;$/gm, "").replaceAll(/^export /gm, "");
  return new Function(...Object.keys(browser), `${code}; return ${name};`)(
    ...Object.values(browser),
  );
}

Deno.test("a new document is not focused, what the address names and the next page are", async () => {
  const focused: string[] = [];
  const element = (name: string) => ({
    getAttribute: () => null,
    setAttribute() {},
    removeAttribute() {},
    focus: () => focused.push(name),
  });
  const top: Record<string, unknown> = {};
  top.parent = top;
  const browser = {
    document: { querySelector: () => null, body: element("body") },
    window: top,
    get_hash_element: ({ hash }: URL) => hash ? element(hash) : null,
    hash_routing: false,
    getSelection: () => null,
  };
  const focus = await inTheApp<(url: URL) => void>("focus.js", "reset_focus", browser);
  focus(new URL("http://x/jobs"));
  assert.deepEqual(focused, []);
  focus(new URL("http://x/"));
  assert.deepEqual(focused, ["body"]);
  const another = await inTheApp<(url: URL) => void>("focus.js", "reset_focus", browser);
  another(new URL("http://x/#main"));
  assert.deepEqual(focused, ["body", "#main"]);
});

Deno.test("where a document is scrolled to is not asked before it scrolls", async () => {
  let scroll = () => {};
  const browser = {
    addEventListener: (_: string, heard: () => void) => scroll = heard,
    pageXOffset: 3,
    pageYOffset: 70,
    location: {},
    PRELOAD_PRIORITIES: {},
  };
  const where = await inTheApp<() => unknown>("utils.js", "scroll_state", browser);
  assert.deepEqual(where(), { x: 0, y: 0 });
  scroll();
  assert.deepEqual(where(), { x: 3, y: 70 });
});

Deno.test("nothing of a page asks for the focus by itself, which a new document would not get", async () => {
  for await (const path of walk("web/src")) {
    if (!path.endsWith(".svelte")) continue;
    assert.doesNotMatch(await Deno.readTextFile(path), /[^-]\bautofocus\b/, path);
  }
});
