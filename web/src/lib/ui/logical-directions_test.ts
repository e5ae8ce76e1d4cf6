/** Pages are laid out by where a line begins and ends, so that they hold from right to left too. */
import assert from "node:assert/strict";
import { walk } from "../../../../tests/walk.ts";

/** Classes of Tailwind, and properties of CSS, that name a side. */
const SIDES = [
  /(?<![\w-])-?(?:ml|mr|pl|pr|left|right|scroll-m[lr]|scroll-p[lr])-(?:\d|auto|px|full|\[|\()/g,
  /(?<![\w-])(?:text|float|clear)-(?:left|right)(?![\w-])/g,
  /(?<![\w-])(?:rounded|border)-[lr](?![\w])|(?<![\w-])rounded-(?:tl|tr|bl|br)(?![\w])/g,
  /\b(?:margin|padding|border)-(?:left|right)\b|[{;]\s*(?:left|right):\s*[-\d]/g,
];

const sidesIn = (source: string) => SIDES.flatMap((side) => source.match(side) ?? []);

Deno.test("no class and no style names the left or the right", async () => {
  const found: string[] = [];
  for await (const path of walk("web/src")) {
    if (!/\.(svelte|ts|css)$/.test(path) || path.endsWith("_test.ts")) continue;
    for (const side of sidesIn(await Deno.readTextFile(path))) {
      found.push(`${path}: ${side.trim()}`);
    }
  }
  assert.deepEqual(found, []);
});

Deno.test("directions, negative twin: classes and styles that name a side are found", () => {
  const named = ["ml-auto", "sm:-mr-1", "left-1/2", "text-right", "border-l-3", "rounded-l"];
  for (const one of named) assert.equal(sidesIn(`class="flex ${one}"`).length, 1, one);
  assert.equal(sidesIn(`style:margin-left="{gap}px"`).length, 1);
  assert.deepEqual(
    sidesIn(`class="ms-auto -me-1 start-1/2 text-end border-s-3" const left = 1`),
    [],
  );
});
