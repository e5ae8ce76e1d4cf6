import assert from "node:assert/strict";
import { compile, parse } from "svelte/compiler";
import { walk } from "../tests/walk.ts";
import { plainIcon } from "./plain_icons.ts";

const ICONS = "web/node_modules/@lucide/svelte/dist/icons";
const USE = /import (\w+) from "@lucide\/svelte\/icons\/([\w-]+)"/g;

Deno.test("every icon that the app shows becomes a drawing without any code of Lucide's", async () => {
  const used = new Set<string>();
  for await (const path of walk("web/src")) {
    if (!path.endsWith(".svelte") && !path.endsWith(".ts")) continue;
    for (const [, , name] of (await Deno.readTextFile(path)).matchAll(USE)) used.add(name!);
  }
  assert.ok(used.size > 50, `${used.size} icons`);
  for (const name of used) {
    // Some have several names.
    const named = await Deno.readTextFile(`${ICONS}/${name}.js`);
    const [, file] = /from "\.\/([\w-]+\.svelte)"/.exec(named) ?? [];
    const plain = plainIcon(await Deno.readTextFile(`${ICONS}/${file}`));
    const { js } = compile(plain, { generate: "client", filename: `${name}.svelte` });
    const imported = [...js.code.matchAll(/from '([^']+)'|import '([^']+)'/g)]
      .map(([, from, bare]) => from ?? bare!);
    assert.deepEqual(imported.filter((one) => !one.startsWith("svelte/internal")), [], name);
    assert.match(plain, /<svg [^>]*aria-hidden="true">(<\w+( [\w-]+="[^"]+")+ \/>)+<\/svg>/, name);
  }
});

type Node = { type: string; name: string; attributes: { type: string; name: string }[] };

/** The components in a part of a component's markup. */
function* components(value: unknown): Generator<Node> {
  if (typeof value !== "object" || value === null) return;
  if ((value as Node).type === "Component") yield value as Node;
  for (const child of Object.values(value)) yield* components(child);
}

Deno.test("icons are given nothing but a class: a drawing has no other settings", async () => {
  let found = 0;
  for await (const path of walk("web/src")) {
    if (!path.endsWith(".svelte")) continue;
    const source = await Deno.readTextFile(path);
    const icons = new Set(Array.from(source.matchAll(USE), ([, name]) => name));
    if (icons.size === 0) continue;
    for (const { name, attributes } of components(parse(source, { modern: true }).fragment)) {
      if (!icons.has(name) && !/^(?:.*\.)?icon$/i.test(name)) continue;
      found++;
      for (const attribute of attributes) {
        assert.match(
          attribute.name ?? attribute.type,
          /^(class|aria-hidden)$/,
          `${path} <${name}>`,
        );
      }
    }
  }
  assert.ok(found > 80, `${found} icons`);
});

Deno.test("an icon of another kind is refused, not shown as nothing", () => {
  assert.throws(() => plainIcon("<svg />"), /other icons than/);
});
