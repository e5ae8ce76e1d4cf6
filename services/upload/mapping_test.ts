import assert from "node:assert/strict";
import { readMapping } from "./mapping.ts";

Deno.test("mapping: none, an empty one and an empty object are no mapping", () => {
  for (const text of [undefined, "", "  ", "{}"]) {
    assert.deepEqual(readMapping(text), { ok: true, mapping: null });
  }
});

Deno.test("mapping: field → header", () => {
  const result = readMapping('{"email":" E-Mail (work) ","first_name":"Vorname"}');
  const mapping = { email: "E-Mail (work)", first_name: "Vorname" };
  assert.deepEqual(result, { ok: true, mapping });
});

Deno.test("mapping: what is no mapping is refused with a sentence", () => {
  const messages: Record<string, RegExp> = {
    "{nope": /JSON object/,
    "[]": /JSON object/,
    '{"shoe_size":"Size"}': /no such field; there are email/,
    '{"email":""}': /at least one character/,
    '{"email":5}': /string/,
    '{"email":"A","first_name":"A"}': /one field only/,
  };
  for (const [text, message] of Object.entries(messages)) {
    const result = readMapping(text);
    assert(!result.ok, text);
    assert.match(result.errors[0]?.message ?? "", message, text);
    assert.match(result.errors[0]?.path ?? "", /^body\.mapping/);
  }
});
