import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import { effectLine, effectSubject, effectWords } from "./effects.ts";

const none = { resolves: 0, opens: 0, withdraws: 0, untouched: 0, samples: [] };
const effect = { issue_id: "1", key: "ann@gmial.com" };

Deno.test("the effects are told as one sentence, without what does not happen", () => {
  assert.equal(effectLine({ ...none, resolves: 1 }), "Resolves 1 issue.");
  assert.equal(
    effectLine({ ...none, resolves: 1, already_resolved: 2 }),
    "Resolves 1 issue. 2 issues that were resolved before stay so.",
  );
  assert.equal(
    effectLine({ ...none, already_resolved: 1 }),
    "Resolves nothing. 1 issue that was resolved before stays so.",
  );
  assert.equal(
    effectLine({ ...none, resolves: 1200, opens: 3, withdraws: 1, untouched: 5 }),
    "Resolves 1,200 issues, opens 3 others, closes 1 other; 5 issues stay open.",
  );
  assert.equal(
    effectLine({ ...none, resolves: 2, untouched: 1 }),
    "Resolves 2 issues; 1 issue stays open.",
  );
  assert.match(effectLine({ ...none, untouched: 4 }), /cannot resolve any/);
});

Deno.test("a sample says which row stands, or what a value becomes", () => {
  const candidates = [
    { raw_row_id: 7, row_number: 3, data: byKey({ first_name: "Ann", last_name: "Lee" }) },
  ];
  const choice = { ...effect, action: "choose" as const, chosen_row_id: 7 };
  assert.equal(effectWords(choice, candidates), "row 3 is kept (Ann Lee)");
  assert.equal(effectWords(choice), "one row is kept");
  const edit = { ...effect, action: "edit" as const, data: byKey({ email: "ann@gmail.com" }) };
  assert.equal(effectWords(edit), "becomes ann@gmail.com");
});

Deno.test("an effect is about an address, a row, or the whole file", () => {
  const about = (key: string) => effectSubject({ ...effect, key, action: "skip" });
  assert.equal(about("row-80"), "Row 80");
  assert.equal(about("file"), "All rows");
  assert.equal(about("ann@gmial.com"), "ann@gmial.com");
});
