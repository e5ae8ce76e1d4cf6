/** What is surely rows is accepted by the schema, whatever it is; and plain rows surely are. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { RowsParsedV2 } from "./v2.ts";

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constant(undefined),
  fc.constant(NaN),
  fc.constant("EMAIL_TYPO"),
);
const line = fc.oneof(fc.integer({ min: -1, max: 3 }), fc.constant(1.5), odd);
const list = (item: fc.Arbitrary<unknown>) => fc.oneof(fc.array(item, { maxLength: 2 }), odd);
const notes = fc.oneof(
  fc.record({ warnings: list(fc.constantFrom("PHONE_UNCLEAR", "no")), phone: odd, more: odd }, {
    requiredKeys: [],
  }),
  odd,
);
const row = fc.oneof(
  fc.tuple(line, fc.oneof(fc.string(), odd), list(odd), list(fc.oneof(fc.string(), odd))),
  fc.tuple(fc.constant(1), fc.constant(null), fc.constant([]), fc.constant(["Ann"]), notes),
  fc.tuple(fc.constant(1), fc.constant(null), fc.constant([]), fc.constant(["Ann"]), notes, odd),
  odd,
);

Deno.test("RowsParsed: what surely matches is accepted by the schema", () => {
  let sure = 0;
  fc.assert(
    fc.property(fc.array(row, { maxLength: 2 }), fc.constantFrom({}, { more: 1 }), (rows, more) => {
      const personal = { columns: [], rows, ...more };
      if (!RowsParsedV2.surelyMatches!(personal)) return;
      sure++;
      assert.ok(RowsParsedV2.personal.safeParse(personal).success, JSON.stringify(personal));
    }),
    { numRuns: 5_000 },
  );
  assert.ok(sure > 100);
});

Deno.test("RowsParsed: plain rows surely match, and nothing is invented", () => {
  const rows = [
    [1, "ann@example.com", [], ["ann@example.com", "Ann"]],
    [2, null, ["MISSING_EMAIL"], ["", "Lee"], { warnings: ["PHONE_UNCLEAR"], phone: "+123" }],
  ];
  assert.ok(RowsParsedV2.surelyMatches!({ columns: [], rows }));
  assert.ok(!RowsParsedV2.surelyMatches!({ columns: [], rows, more: 1 }));
  assert.ok(!RowsParsedV2.surelyMatches!({ columns: ["email"], rows }));
  assert.ok(!RowsParsedV2.surelyMatches!({ columns: [], rows: [[0, null, [], []]] }));
});
