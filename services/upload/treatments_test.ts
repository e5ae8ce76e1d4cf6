import assert from "node:assert/strict";
import { readTreatments } from "./treatments.ts";

Deno.test("columns: none is no wish, and what is left out of one is as ever", () => {
  for (const text of [undefined, "", " ", "[]"]) {
    assert.deepEqual(readTreatments(text), { ok: true, columns: [] });
  }
  const text = '[{"header":" Fax ","import":false},{"header":"__proto__","type":"choice",' +
    '"choices":["a","b"]},{"header":"T","name":"Tier"}]';
  const none = { kept: true, name: null, type: null, choices: [] };
  assert.deepEqual(readTreatments(text), {
    ok: true,
    columns: [
      { ...none, header: "Fax", kept: false },
      { ...none, header: "__proto__", type: "choice", choices: ["a", "b"] },
      { ...none, header: "T", name: "Tier" },
    ],
  });
});

Deno.test("columns: what is none is refused, with its place", () => {
  const refused: [text: string, path: string][] = [
    ["{}", "body.columns"],
    ["nonsense", "body.columns"],
    ['[{"import":false}]', "body.columns.0.header"],
    ['[{"header":" "}]', "body.columns.0.header"],
    ['[{"header":"a"},{"header":"a"}]', "body.columns.1.header"],
    ['[{"header":"a","type":"colour"}]', "body.columns.0.type"],
    ['[{"header":"a","type":"choice"}]', "body.columns.0.choices"],
    ['[{"header":"a","type":"date","choices":["x"]}]', "body.columns.0.choices"],
    ['[{"header":"a","shoe":1}]', "body.columns.0"],
    [`[{"header":"${"a".repeat(501)}"}]`, "body.columns.0.header"],
  ];
  for (const [text, path] of refused) {
    const read = readTreatments(text);
    assert.ok(!read.ok, text);
    assert.ok(read.errors.some((error) => error.path === path), JSON.stringify(read.errors));
  }
});
