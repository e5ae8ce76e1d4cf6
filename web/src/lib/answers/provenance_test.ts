/** Why a contact is on the list, and where its values come from, has words in the catalogue. */
import assert from "node:assert/strict";
import { listedReasons, originReasons, rowFlaws } from "@rollcall/contracts/reasons";
import { translatedListed, translatedOrigin } from "./provenance.ts";
import { typeset } from "./typeset.ts";

const place = { header: "Phone", row: "12" };

Deno.test("each origin of a value is told in the words of the page", () => {
  const reasons = [
    ...(["suggested", "typed"] as const).map((name) => originReasons.write(name, {})),
    ...(["filled", "filledByMerge"] as const)
      .map((name) => originReasons.write(name, { from: "9", row: "12" })),
    ...(["merged", "anotherColumn", "empty"] as const)
      .map((name) => originReasons.write(name, { row: "12" })),
    ...(["split", "chosenColumn", "otherColumn", "trimmed", "international", "compared"] as const)
      .map((name) => originReasons.write(name, place)),
    originReasons.write("read", place),
  ];
  // In English it says the same.
  for (const reason of reasons) assert.equal(translatedOrigin(reason), typeset(reason));
  assert.match(translatedOrigin("You had it trimmed.")!, /^Changed by you: /);
  assert.equal(translatedOrigin("Out of the blue."), undefined);
});

Deno.test("why a contact is on the list is told in the words of the page", () => {
  const others = "rows 4, 9, 12 and 7 more";
  const flaws = [rowFlaws.write("MISSING_LAST_NAME", {}), rowFlaws.write("EMAIL_TYPO", {})];
  const kept = listedReasons.write("keptWith", { flaws: flaws.join(" and ") });
  const only = listedReasons.write("onlyRow", {});
  const reasons = [
    ...[only, kept, `${only}, ${kept}`, listedReasons.write("first", { rows: 3 })],
    ...(["chosenByYou", "mergedByYou", "keptByYou"] as const)
      .map((name) => listedReasons.write(name, { others })),
    listedReasons.write("chosenByYou", { others: "row 271" }),
  ];
  for (const reason of reasons) assert.equal(translatedListed(reason), reason);
  const ruled = listedReasons.write("chosenByRule", { rule: "first row", others: "rows 4 and 9" });
  assert.equal(translatedListed(ruled), "chosen by the rule “First row” over rows 4, 9");
  assert.equal(translatedListed("out of the blue"), undefined);
});
