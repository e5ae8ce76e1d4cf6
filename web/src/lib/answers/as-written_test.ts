import assert from "node:assert/strict";
import { exclusionReasons } from "@rollcall/contracts/reasons";
import { exclusionWords } from "./as-written.ts";

Deno.test("why a row is excluded begins with what is wrong with it, so that a narrow column shows it", () => {
  const faults = "no first name, no last name";
  assert.equal(
    exclusionWords(exclusionReasons.write("byRule", { rule: "exclude", faults })),
    "no first name, no last name: excluded by the rule “exclude”",
  );
  assert.equal(
    exclusionWords(exclusionReasons.write("byYouFor", { faults })),
    "no first name, no last name: excluded by you",
  );
  assert.equal(exclusionWords(exclusionReasons.write("byYou", {})), "excluded by you");
});

Deno.test("why another row is on the list begins with that row", () => {
  const email = "ann@example.com";
  assert.equal(
    exclusionWords(exclusionReasons.write("another", { email, row: "78" })),
    "row 78 was chosen for ann@example.com",
  );
  assert.equal(
    exclusionWords(
      exclusionReasons.write("anotherByRule", { email, row: "78", rule: "first row" }),
    ),
    "row 78 was chosen for ann@example.com by the rule “first row”",
  );
  assert.equal(exclusionWords(exclusionReasons.write("merged", { row: "4" })), "merged into row 4");
});
