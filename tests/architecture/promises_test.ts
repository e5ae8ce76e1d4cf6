/** Every promise has tests, every test that docs/promises.md names is there, and no number is made up. */
import assert from "node:assert/strict";
import { walk } from "../walk.ts";

const PROMISES = 13;

interface Listed {
  promise: number;
  isTwin: boolean;
  file: string;
  name: string;
}

Deno.test("every promise has a test that guards it, besides its negative twins", async () => {
  const page = await Deno.readTextFile("docs/promises.md");
  const headings = [...page.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
  assert.deepEqual(headings, Array.from({ length: PROMISES }, (_, i) => i + 1));
  const listed = listedIn(page);
  const guarded = new Set(listed.filter((test) => !test.isTwin).map((test) => test.promise));
  assert.deepEqual(headings.filter((number) => !guarded.has(number)), [], "without a test");
});

Deno.test("every test that the page of promises names is there, by its exact name", async () => {
  const page = await Deno.readTextFile("docs/promises.md");
  const listed = listedIn(page);
  assert.equal(listed.length, page.match(/^- /gm)!.length, 'an entry is not `file`: "name"');
  const missing: string[] = [];
  for (const { file, name } of listed) {
    const source = await Deno.readTextFile(file).catch(() => "");
    if (!namesOfTests(source).has(name)) missing.push(`${file}: ${name}`);
  }
  assert.deepEqual(missing, []);
});

Deno.test("a promise that is named anywhere is one of those", async () => {
  const wrong: string[] = [];
  let seen = 0;
  for await (const path of walk(".")) {
    if (!/\.(ts|sql|svelte|md|yaml)$/.test(path)) continue;
    for (const number of promisesNamedIn(await Deno.readTextFile(path))) {
      seen++;
      if (number < 1 || number > PROMISES) wrong.push(`${path} names promise ${number}`);
    }
  }
  assert.ok(seen > 50, `only ${seen} were found`);
  assert.deepEqual(wrong, []);
});

Deno.test("the readers of promises and of tests see every form of them", () => {
  const one = "promise";
  assert.deepEqual(promisesNamedIn(`(${one} 3) Promise 4: ${one}s 5 and 6, ${one}s\n * 7, 8`), [
    ...[3, 4, 5, 6, 7, 8],
  ]);
  assert.deepEqual(promisesNamedIn(`${one} of 3 and Promise.all, com${one} 9`), []);
  const tests = [
    'Deno.test("a", () => {});',
    "storeTest(\n  `b ${what}`,\n  async () => {});",
    'await t.step("c", work);',
    '// Deno.test("commented out", work);',
    'Deno.test.ignore("ignored", work);',
  ].join("\n");
  assert.deepEqual([...namesOfTests(tests)], ["a", "b ${what}", "c"]);
  assert.deepEqual(listedIn('## 2. X\n\n- negative twin: `a_test.ts`: "b\n  c"\n'), [
    { promise: 2, isTwin: true, file: "a_test.ts", name: "b c" },
  ]);
});

/** The entries of the page, which may be wrapped. */
function listedIn(page: string): Listed[] {
  return page.split(/^## /m).slice(1).flatMap((section) => {
    const promise = Number.parseInt(section);
    const items = section.split(/^- /m).slice(1).map((item) => item.replace(/\s+/g, " ").trim());
    return items.flatMap((item) => {
      const [, twin, file, name] = item.match(/^(negative twin: )?`([^`]+)`: "(.+)"$/) ?? [];
      return file && name ? [{ promise, isTwin: twin !== undefined, file, name }] : [];
    });
  });
}

/** Names of tests and of steps as the source has them, those of a template with their `${…}`. */
function namesOfTests(source: string): Set<string> {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const call = /(?:[tT]est|step)\(\s*(["`])((?:(?!\1).)+)\1/g;
  return new Set([...code.matchAll(call)].map(([, , name]) => name!));
}

/** Every number that a text gives to a promise, of several in one breath each. */
function promisesNamedIn(text: string): number[] {
  const mention = /\bpromises?[\s*/-]+(\d+(?:(?:,| and|, and)\s+\d+)*)/gi;
  return [...text.matchAll(mention)].flatMap(([, numbers]) =>
    [...numbers!.matchAll(/\d+/g)].map(([number]) => Number(number))
  );
}
