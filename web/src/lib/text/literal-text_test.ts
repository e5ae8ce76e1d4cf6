/** No words stand in the code of the pages: all that a person reads comes from the catalogue. */
import assert from "node:assert/strict";
import { parse } from "svelte/compiler";
import { walk } from "../../../../tests/walk.ts";

/** Attributes and properties of components that a person reads or hears. */
const READ = new Set([
  ...["aria-label", "aria-description", "aria-valuetext", "aria-roledescription", "title", "alt"],
  ...["placeholder", "label", "description", "hint", "action", "spoken", "text"],
]);
/** The product's name, and those of browsers, systems and languages, are the same in every language. */
const NAMES = new Set([
  ...["Rollcall", "Edge", "Opera", "Firefox", "Chrome", "Safari", "Android", "Windows", "Linux"],
  ...["Mac", "Shift JIS", "English", "Deutsch"],
  // Values of an example, as a file might have them.
  ...["Dr. Ann van der Berg", "Ann · van der Berg"],
]);
/** Names of keys and of kinds of data, as browsers have them. */
const BROWSER = new Set([
  ...["Enter", "Escape", "Tab", "Delete", "Backspace", "Home", "End", "Files"],
]);
/** Beside the text: why nobody reads it. */
const UNREAD: Record<string, string> = {
  "web/src/lib/api/http.ts": "titles of problems, of which only the detail is shown",
};

type Node = { type: string; [key: string]: unknown };
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** The words in a component, or in a module if it is wrapped as one. */
function wordsIn(source: string): string[] {
  const found: string[] = [];
  const { fragment, instance, module } = parse(source, { modern: true });
  visit(fragment as unknown as Node, { inMarkup: true, attribute: null }, found);
  for (const script of [instance, module]) {
    if (script) {
      visit(script.content as unknown as Node, { inMarkup: false, attribute: null }, found);
    }
  }
  return found;
}

type Place = { inMarkup: boolean; attribute: string | null };

function visit(node: Node, place: Place, found: string[]): void {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
      if (!node.declaration) return;
      break;
    case "ImportExpression":
    case "TSLiteralType":
    case "StyleDirective":
      return;
    case "NewExpression":
      // For who looks into the console.
      if ((node.callee as Node).name === "Error") return;
      break;
    case "RegularElement":
      // A command to be typed.
      if (node.name === "code" || node.name === "svg") return;
      break;
    case "Attribute":
      if (node.name === "class" || node.name === "style") return;
      place = { ...place, attribute: String(node.name) };
      break;
    case "Text": {
      const text = String(node.data);
      const read = place.attribute === null || READ.has(place.attribute);
      if (read && /\p{L}/u.test(text) && !NAMES.has(text.trim())) found.push(text.trim());
      return;
    }
    case "Literal":
      if (typeof node.value === "string" && isSaid(node.value)) found.push(node.value);
      return;
    case "TemplateElement": {
      const text = String((node.value as { cooked: string }).cooked);
      if (isSaid(text.trim())) found.push(text.trim());
      return;
    }
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === "parent" || key === "metadata") continue;
    if (isNode(value)) visit(value, place, found);
    else if (Array.isArray(value)) {
      for (const one of value) if (isNode(one)) visit(one, place, found);
    }
  }
}

/** Whether a string in code reads like words: a capitalised word, or several words in a row. */
function isSaid(text: string): boolean {
  if (NAMES.has(text) || BROWSER.has(text) || !/\p{Ll}/u.test(text)) return false;
  if (/^\p{Lu}\p{Ll}+[.:]?$/u.test(text)) return true;
  // Classes, selectors, media queries and paths are made of other signs.
  if (/[\[\]{}=#>/\\_@]|\b[a-z]+(?:-[a-z0-9]+)+\b|\w:\w|^\(|\b\d*px\b/.test(text)) return false;
  return /\p{L}{2,}[,;:.…”’"]* [“‘"]?\p{L}+/u.test(text);
}

async function sources(): Promise<[path: string, source: string][]> {
  const all: [string, string][] = [];
  for await (const path of walk("web/src")) {
    if (!/\.(svelte|ts)$/.test(path) || /(_test|\.d)\.ts$/.test(path)) continue;
    const text = await Deno.readTextFile(path);
    all.push([path, path.endsWith(".svelte") ? text : `<script lang="ts">\n${text}\n</script>`]);
  }
  return all;
}

Deno.test("all that a person reads comes from the catalogue", async () => {
  const found: string[] = [];
  for (const [path, source] of await sources()) {
    if (UNREAD[path]) continue;
    for (const words of wordsIn(source)) found.push(`${path}: ${words}`);
  }
  assert.deepEqual(found, []);
});

Deno.test("literal text, negative twin: words in markup, attributes and code are found", () => {
  const source = `<script lang="ts">
    const title = "Sign in";
    const line = \`\${3} rows were read\`;
    const look = "flex min-w-0 items-center";
    if (event.key === "Enter") throw new Error("not for people");
  </script>
  <p class="text-sm font-bold" title="Why is this here?">Hello <b>{name}</b></p>
  <input type="text" placeholder={"Search the rows"} /><code>deno task replay</code>`;
  assert.deepEqual(wordsIn(source).sort(), [
    "Hello",
    "Search the rows",
    "Sign in",
    "Why is this here?",
    "rows were read",
  ]);
});
