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

Deno.test("mapping: null is a field that no column is; full name and country can be named", () => {
  const mapping = { email: "Mail", phone: null, company: null, full_name: "Name", country: "Land" };
  assert.deepEqual(readMapping(JSON.stringify(mapping)), { ok: true, mapping });
});

Deno.test("mapping: what is no mapping is refused with a sentence", () => {
  const messages: Record<string, RegExp> = {
    "{nope": /JSON object/,
    "[]": /JSON object/,
    '{"shoe_size":"Size"}': /no such field; there are email/,
    '{"email":"Mail","__proto__":"Size"}': /no such field; there are email/,
    '{"constructor":"Size"}': /no such field; there are email/,
    '{"email":""}': /at least one character/,
    '{"email":5}': /string/,
    '{"email":"A","first_name":"A"}': /one field only/,
    '{"email":"A","country":" A "}': /one field only/,
    '{"full_name":"N","first_name":"F","last_name":"L"}': /is split into .* name it, or the two/,
  };
  for (const [text, message] of Object.entries(messages)) {
    const result = readMapping(text);
    assert(!result.ok, text);
    assert.match(result.errors[0]?.message ?? "", message, text);
    assert.match(result.errors[0]?.path ?? "", /^body\.mapping/);
  }
});
