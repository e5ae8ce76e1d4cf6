import assert from "node:assert/strict";
import { unstorableIn } from "./unstorable.ts";

const paths = (value: unknown) => unstorableIn(value, "body").map(({ path }) => path);

Deno.test("unstorable: NUL and lone surrogates are found wherever they stand", () => {
  const emoji = "\u{1f600}";
  assert.deepEqual(paths({ name: `Ann ${emoji}`, n: 1, none: null, list: ["é"] }), []);
  assert.deepEqual(paths("a\0"), ["body"]);
  assert.deepEqual(paths({ name: emoji[0] }), ["body.name"]);
  assert.deepEqual(paths({ data: { email: emoji[1], company: "x" } }), ["body.data.email"]);
  assert.deepEqual(paths({ filter: ["a", "b\0"] }), ["body.filter.1"]);
  assert.deepEqual(paths(new Map([["a", { value: "\0" }]])), ["body.a.value"]);
  assert.deepEqual(paths({ fields: { "a\0": 1 } }), ["body.fields"]);
});

Deno.test("unstorable: the sentence says what was found, and what to do", () => {
  const [error] = unstorableIn({ q: "\0" }, "query");
  assert.match(error!.message, /^holds U\+0000 .* cannot be stored: leave that character out$/);
});
