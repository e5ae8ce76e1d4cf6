import assert from "node:assert/strict";
import type { RawRow } from "@rollcall/contracts/api";
import { byKey } from "@rollcall/contracts/by-key";
import { rowValue } from "./row-values.ts";

const read: RawRow = {
  raw_row_id: 1,
  row_number: 2,
  data: byKey({ email: "", phone: "030 1", Notes: "met" }),
  normalized_email: null,
  is_valid: false,
  problems: ["MISSING_EMAIL"],
  warnings: [],
  normalized_phone: "+49301",
  excluded: false,
  merged_into: null,
  now: null,
};
const edited: RawRow = {
  ...read,
  now: {
    data: byKey({ email: "ann@example.com", phone: "+49 40 2", Notes: "met", Badge: "yes" }),
    normalized_email: "ann@example.com",
    normalized_phone: "+49402",
  },
};

Deno.test("row values: a row that nobody edited shows what was read", () => {
  assert.deepEqual(rowValue(read, "phone"), { value: "030 1", was: null, normalized: "+49301" });
  assert.deepEqual(rowValue(read, "email"), { value: "", was: null, normalized: null });
});

Deno.test("row values: an edited one shows what it is now, and what was read where that differs", () => {
  const email = { value: "ann@example.com", was: "", normalized: null };
  assert.deepEqual(rowValue(edited, "email"), email);
  assert.deepEqual(rowValue(edited, "phone"), {
    value: "+49 40 2",
    was: "030 1",
    normalized: "+49402",
  });
  assert.deepEqual(rowValue(edited, "Notes"), { value: "met", was: null, normalized: null });
});
