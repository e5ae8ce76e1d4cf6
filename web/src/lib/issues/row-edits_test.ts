import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import { editSentence } from "./row-edits.ts";

Deno.test("row edits: a sentence says which row, and what it says now", () => {
  const data = byKey({ email: "c@example.com", Notes: "" });
  assert.equal(
    editSentence({ raw_row_id: 3, row_number: 4, data }),
    "Row 4 was edited: E-mail is now “c@example.com”, Notes is now empty.",
  );
});
