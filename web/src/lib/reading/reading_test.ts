import assert from "node:assert/strict";
import { automatic, formParts } from "./reading.ts";

Deno.test("what nobody set is not sent: the server finds it out", () => {
  assert.deepEqual(formParts(automatic(null)), {});
  assert.deepEqual(formParts(automatic("DE")), { region: "DE" });
});

Deno.test("what was set is sent under the API's names, a tab as a word", () => {
  const reading = {
    encoding: "windows-1252",
    delimiter: "\t",
    headerRow: 3,
    sheet: "People",
    mapping: { email: "Mail", job_title: null },
    columns: [{ header: "Fax", import: false }],
    region: "FR",
    foldGmail: true,
    asksSamePerson: false,
  };
  assert.deepEqual(formParts(reading), {
    encoding: "windows-1252",
    delimiter: "tab",
    header_row: "3",
    sheet: "People",
    mapping: '{"email":"Mail","job_title":null}',
    columns: '[{"header":"Fax","import":false}]',
    region: "FR",
    fold_gmail: "true",
  });
});
