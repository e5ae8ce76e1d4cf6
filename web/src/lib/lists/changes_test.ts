import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import { changesLine, fieldChanges } from "./changes.ts";

const contact = {
  id: 1,
  email: "ann@example.com",
  first_name: "Ann",
  last_name: "Lee",
  phone: "",
  company: "",
  job_title: "",
  extra: byKey<string>({ City: "Rome" }),
  raw_row_id: 3,
};

Deno.test("a change shows what differs, before and after, extras by their header", () => {
  const after = { ...contact, phone: "+39 1", extra: byKey<string>({}) };
  const change = { change: "changed" as const, before: contact, after, fields: ["phone", "City"] };
  assert.deepEqual(fieldChanges(change), [
    { label: "Phone", before: "", after: "+39 1" },
    { label: "City", before: "Rome", after: "" },
  ]);
});

Deno.test("a contact that came or went has no fields to compare", () => {
  const change = { change: "removed" as const, before: contact, after: null, fields: [] };
  assert.deepEqual(fieldChanges(change), []);
});

Deno.test("a list is told by what it has more, less or otherwise than the one before", () => {
  assert.equal(
    changesLine({ added: 1, removed: 0, changed: 2 }),
    "1 contact added, 2 contacts changed",
  );
  assert.equal(changesLine({ added: 0, removed: 0, changed: 0 }), "the same contacts");
});
