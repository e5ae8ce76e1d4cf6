import assert from "node:assert/strict";
import type { Issue } from "@rollcall/contracts/api";
import { defaultedDifferences, isUndecided, resolvable } from "./defaulted.ts";

const counts = { DUPLICATE_DIFFERS: { open: 0, total: 3 }, EMAIL_TYPO: { open: 1, total: 2 } };

Deno.test("defaulted: what nobody decided can be resolved without an undo", () => {
  const resolution = { action: "choose", rule: "same_person" } as Issue["resolution"];
  assert.equal(isUndecided({ status: "RESOLVED", resolution }), true);
  assert.equal(
    isUndecided({ status: "RESOLVED", resolution: { ...resolution!, rule: "last" } }),
    false,
  );
  assert.equal(isUndecided({ status: "OPEN", resolution: null }), true);
});

Deno.test("defaulted: a rule resolves what is defaulted, and of all else what is open", () => {
  assert.equal(resolvable("DUPLICATE_DIFFERS", counts, { same_person: "first" }), 3);
  assert.equal(resolvable("DUPLICATE_DIFFERS", counts, { same_person: "ask" }), 0);
  assert.equal(resolvable("EMAIL_TYPO", counts, { same_person: "first" }), 1);
  assert.equal(defaultedDifferences({ same_person: "first", issue_counts: counts }), 3);
  assert.equal(defaultedDifferences({ same_person: null, issue_counts: {} }), 0);
});
