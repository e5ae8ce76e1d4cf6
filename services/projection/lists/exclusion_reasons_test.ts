import assert from "node:assert/strict";
import { type RowDecision, whyExcluded } from "./exclusion_reasons.ts";

const decided: RowDecision = {
  number: 1,
  type: "DUPLICATE_DIFFERS",
  of_file: false,
  action: "choose",
  rule: "same_person",
  resolved_by: null,
  resolved_at: "2026-11-29T00:00:00Z",
  chosen_line: 2,
};

Deno.test("exclusion reasons: who excluded the row itself is told before all else", () => {
  const out = { into: 2, standing: 2, isExcluded: true };
  assert.equal(whyExcluded("ann@example.com", [decided], out), "excluded by you");
});

Deno.test("exclusion reasons: a row that went into another says where rows of its person differ", () => {
  const why = (decisions: RowDecision[]) =>
    whyExcluded("ann@example.com", decisions, { into: 2, standing: 2 });
  assert.equal(why([]), "repeats row 2");
  assert.equal(why([decided]), "repeats row 2; rows of this person differ");
});
