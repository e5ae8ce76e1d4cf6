/**
 * What is keyed by people's words is a Map or ByKey (contracts/by_key.ts): a header may be called
 * `constructor` or `__proto__`. The compiler holds ByKey; here it is held that nothing goes round it.
 */
import assert from "node:assert/strict";
import { walk } from "../walk.ts";
import { indexedByText } from "./indexed_by_text.ts";

const root = new URL("../../", import.meta.url);
const folders = ["contracts", "domain", "event-store", "platform", "services", "cli", "web/src"];
const isTest = (path: string) => /(_test|\/bench)\.ts$|\/testing\//.test(path);

/** Where any text is looked up in a plain record, and why it can be no word of a person's. */
const allowed = new Map([
  ["contracts/by_key.ts", "the one place: it asks whether the key is the record's own"],
  ["cli/option_values.ts", "names of options, from our own table"],
  ["domain/contacts/phone_plans.ts", "digits, and regions that were checked"],
  ["services/parsing/read_rows.ts", "codes of warnings, from our own table"],
  ["platform/config.ts", "names of variables, from our own shape"],
  ["platform/health.ts", "names of checks, from their own record"],
  ["web/src/lib/reading/columns.ts", "fields that a column can be, as the server lists them"],
]);

Deno.test("no plain record is looked up by any text: a person's word may be __proto__", async () => {
  const files = await sources((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
  assert.ok(files.length > 200, `only ${files.length} modules were found`);
  const found = indexedByText(root, files);
  const strange = found.filter(({ file }) => !allowed.has(file));
  assert.deepEqual(strange.map(({ file, line, text }) => `${file}:${line} ${text}`), []);
  const idle = [...allowed.keys()].filter((file) => !found.some((one) => one.file === file));
  assert.deepEqual(idle, [], "is allowed, and does it no more");
});

Deno.test("a page's component declares no plain record of any text", async () => {
  const components = await sources((path) => path.endsWith(".svelte"));
  assert.ok(components.length > 30, `only ${components.length} components were found`);
  const found: string[] = [];
  for (const path of components) {
    const text = await Deno.readTextFile(new URL(path, root));
    if (/\bRecord<string,|\{ *\[\w+: string\]:|Object\.(assign|fromEntries)\(/.test(text)) {
      found.push(path);
    }
  }
  assert.deepEqual(found, []);
});

Deno.test("a schema of people's keys is byKeySchema: zod's record leaves __proto__ out", async () => {
  const keyedByOurWords = new Set(["columns", "mapping", "remembered", "warning_counts"]);
  const found: string[] = [];
  for (const path of await sources((path) => path.endsWith(".ts"))) {
    const text = await Deno.readTextFile(new URL(path, root));
    for (const [, name] of text.matchAll(/(\w+)\W*z\.record\(\s*z\.string/g)) {
      found.push(`${path} ${name}`);
    }
  }
  assert.ok(found.length > 5, `only ${found.length} such schemas were found`);
  const strange = found.filter((one) => !keyedByOurWords.has(one.split(" ").at(-1)!));
  assert.deepEqual(strange, [], "keyed by people's words, or a name to be added here");
});

Deno.test("the finder sees a look-up by any text in each form, and no other look-up", () => {
  const file = "tests/architecture/lookups/by_text.ts";
  const found = indexedByText(root, [file]).map(({ text }) => text);
  assert.deepEqual(found, [
    "plain[key]",
    "key in plain",
    "plain[key]",
    "Object.assign({}, ...many)",
    "Object.assign({}, keyed)",
  ]);
});

async function sources(fits: (path: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for await (const path of walk(folder)) if (fits(path) && !isTest(path)) found.push(path);
  }
  return found;
}
