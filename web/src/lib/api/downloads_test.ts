import assert from "node:assert/strict";
import { downloadsOf } from "./downloads.ts";

const hrefs = (listVersion: number | null) =>
  Object.fromEntries(downloadsOf("j1", listVersion).map(({ label, href }) => [label, href]));

Deno.test("the current list comes in every form, and with the rows that it leaves out", () => {
  assert.deepEqual(hrefs(null), {
    "CSV": "/api/jobs/j1/contacts.csv",
    "CSV for Excel": "/api/jobs/j1/contacts.csv?bom=true",
    "Excel": "/api/jobs/j1/contacts.xlsx",
    "JSON": "/api/jobs/j1/contacts.json",
    "Rows not on the list": "/api/jobs/j1/rejected.csv",
  });
});

Deno.test("a former list comes in the same forms, by its number", () => {
  assert.deepEqual(hrefs(2), {
    "CSV": "/api/jobs/j1/contacts.csv?list_version=2",
    "CSV for Excel": "/api/jobs/j1/contacts.csv?list_version=2&bom=true",
    "Excel": "/api/jobs/j1/contacts.xlsx?list_version=2",
    "JSON": "/api/jobs/j1/contacts.json?list_version=2",
  });
});
