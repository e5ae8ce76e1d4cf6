import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import type { Contact } from "@rollcall/contracts/api";
import Papa from "papaparse";
import { csvContacts, csvHeader } from "./contacts_csv.ts";

const contact = (change: Partial<Contact>): Contact => ({
  id: 1,
  email: "ann@example.com",
  first_name: "Ann",
  last_name: "Lee",
  phone: "",
  company: "",
  job_title: "",
  extra: byKey({}),
  raw_row_id: 1,
  ...change,
});

const cell = (text: string) => {
  const [row] = Papa.parse<string[]>(csvContacts([contact({ company: text })], [])).data;
  return row![4];
};

Deno.test("csv: a column called like a part of every object is empty where a row has none", () => {
  const extras = ["constructor", "toString", "__proto__"];
  assert.match(csvContacts([contact({})], extras), /^"ann@example.com","Ann","Lee"(,""){6}\r\n$/);
});

Deno.test("csv: the known fields, then the extras in the order given; lines end with CR LF", () => {
  const extras = ["Notes", "Country"];
  const lines = csvHeader(extras) +
    csvContacts([contact({ extra: byKey({ Country: "UK" }) })], extras);
  assert.equal(
    lines,
    '"email","first_name","last_name","phone","company","job_title","Notes","Country"\r\n' +
      '"ann@example.com","Ann","Lee","","","","","UK"\r\n',
  );
});

Deno.test("csv: quotes, commas and line ends survive", () => {
  for (const text of ['say "hi"', "a,b", "two\nlines", " space "]) assert.equal(cell(text), text);
});

Deno.test("csv: a value that would run as a formula cannot, a phone number stays as it is", () => {
  assert.equal(cell("=1+1"), "'=1+1");
  assert.equal(cell("x;=1+1"), "x;'=1+1");
  assert.equal(cell("+1 555 0100"), "+1 555 0100");
});

Deno.test("csv: a header that looks like a formula is made safe too", () => {
  assert.match(csvHeader(["=HYPERLINK(1)"]), /,"'=HYPERLINK\(1\)"\r\n$/);
});
