import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import { contactColumns, contactValue } from "./contact-columns.ts";

const contact = {
  id: 1,
  email: null,
  first_name: "Ada",
  last_name: "",
  phone: "",
  company: "",
  job_title: "",
  extra: byKey<string>({ City: "London", phone: "home" }),
  raw_row_id: 3,
};

Deno.test("the file's own columns follow the known ones, under their names", () => {
  const columns = contactColumns([
    { header: "E-Mail", name: "email", field: "email" },
    { header: "City", name: "City", field: null },
  ]);
  assert.deepEqual(columns.map(({ label }) => label).slice(-2), ["Job title", "City"]);
  assert.equal(contactValue(contact, columns.at(-1)?.key ?? ""), "London");
});

Deno.test("what changes have added comes last, but for fields, which are there already", () => {
  const file = [{ header: "City", name: "City", field: null }];
  const columns = contactColumns(file, ["company", "Street"]);
  assert.deepEqual(columns.map(({ label }) => label).slice(-3), ["Job title", "City", "Street"]);
});

Deno.test("an extra named like a field is not taken for it, and no address is an empty cell", () => {
  const extra = contactColumns([{ header: "phone", name: "phone", field: null }]).at(-1);
  assert.equal(contactValue(contact, extra?.key ?? ""), "home");
  assert.equal(contactValue(contact, "phone"), "");
  assert.equal(contactValue(contact, "email"), "");
});
