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
  assert.match(csvContacts([contact({})], extras), /^ann@example.com,Ann,Lee,,,,,,\r\n$/);
});

Deno.test("csv: the known fields, then the extras in the order given; lines end with CR LF", () => {
  const extras = ["Notes", "Country"];
  const lines = csvHeader(extras) +
    csvContacts([contact({ extra: byKey({ Country: "UK" }) })], extras);
  assert.equal(
    lines,
    "email,first_name,last_name,phone,company,job_title,Notes,Country\r\n" +
      "ann@example.com,Ann,Lee,,,,,UK\r\n",
  );
});

Deno.test("csv: quotes, commas and line ends survive", () => {
  for (const text of ['say "hi"', "a,b", "two\nlines", " space "]) assert.equal(cell(text), text);
});

const formulas = [
  "=1+1",
  "+SUM(A1)",
  "-2+3+cmd|' /C calc'!A0",
  "@SUM(1)",
  "\t=1",
  "\r=1",
  "\uff1d1",
];
for (const formula of [...formulas, "+1 555 0100 =cmd", "+1+cmd|'x'!A0", "-", "+A1"]) {
  Deno.test(`csv: ${JSON.stringify(formula)} cannot run as a formula`, () => {
    assert.equal(cell(formula), `'${formula}`);
  });
}

for (const plain of ["+1 555 0100", "+44 (0)20 7946-0958", "+15550100", "-12.50", "a=b", "1+1"]) {
  Deno.test(`csv: ${plain} stays as it is`, () => assert.equal(cell(plain), plain));
}

Deno.test("csv: a header that looks like a formula is made safe too", () => {
  assert.match(csvHeader(["=HYPERLINK(1)"]), /,"'=HYPERLINK\(1\)"\r\n$/);
});
