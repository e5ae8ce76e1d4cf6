import assert from "node:assert/strict";
import { readingFacts } from "./job-reading.ts";

const csv = {
  encoding: "windows-1252",
  delimiter: ";",
  header_row: 3,
  sheet: null,
  sheets: [],
  region: "DE",
  region_reason: null,
  fold_gmail: true,
  same_person: null,
  warning_counts: { ROW_TOO_SHORT: 2, PHONE_NOT_UNDERSTOOD: 1 },
};

Deno.test("a CSV tells its encoding, its delimiter, its header and what was noticed", () => {
  assert.deepEqual(readingFacts(csv).map(({ name, value }) => `${name}: ${value}`), [
    "Encoding: Western (Windows-1252)",
    "Delimiter: Semicolon",
    "Header row: 3",
    "Phones from: Germany",
    "Gmail: dots and +tags ignored",
    "Warnings: 3",
  ]);
  assert.equal(readingFacts(csv).at(-1)?.note, "2 rows too short, 1 phone not understood");
});

Deno.test("a country that was guessed is told with what says so", () => {
  const reason = "addresses in .de: 2 of 2 with a country's ending";
  const facts = readingFacts({ ...csv, region_reason: reason });
  const home = facts.find(({ name }) => name === "Phones from");
  assert.deepEqual(home, { name: "Phones from", value: "Germany", note: `guessed; ${reason}` });
});

Deno.test("a workbook tells its sheet, and nothing that it does not have", () => {
  const workbook = {
    ...csv,
    encoding: null,
    delimiter: null,
    header_row: 1,
    sheet: "People",
    sheets: ["People", "Old"],
    region: null,
    fold_gmail: false,
    warning_counts: {},
  };
  assert.deepEqual(readingFacts(workbook), [
    { name: "Sheet", value: "People", note: "of 2" },
    { name: "Header row", value: "1" },
  ]);
});
