import assert from "node:assert/strict";
import { refusal } from "./refusal.ts";

const LIMIT = 5 * 1024 * 1024;

Deno.test("a CSV or workbook that is not too large is taken, in whatever case it is named", () => {
  assert.equal(refusal({ name: "people.csv", size: 1 }, LIMIT), null);
  assert.equal(refusal({ name: "PEOPLE.CSV", size: LIMIT }, LIMIT), null);
  assert.equal(refusal({ name: "people.xlsx", size: 1 }, LIMIT), null);
});

Deno.test("each refusal names the file and says what to do", () => {
  assert.match(
    refusal({ name: "people.xls", size: 9 }, LIMIT) ?? "",
    /people\.xls” is a workbook in the old Excel format.*save it as \.xlsx/,
  );
  assert.match(refusal({ name: "a.csv", size: 0 }, LIMIT) ?? "", /a\.csv.*empty/);
  assert.match(
    refusal({ name: "calc.ods", size: 9 }, LIMIT) ?? "",
    /calc\.ods” is an OpenDocument spreadsheet.*in LibreOffice, save it as \.xlsx/,
  );
  assert.match(
    refusal({ name: "a.Numbers", size: 9 }, LIMIT) ?? "",
    /a\.Numbers” is .*in Numbers, export it as \.xlsx/,
  );
  assert.match(refusal({ name: "b.csv", size: 2 * LIMIT }, LIMIT) ?? "", /10 MB; at most 5 MB/);
  assert.match(
    refusal({ name: "b.csv", size: LIMIT + 1 }, LIMIT) ?? "",
    /^“b\.csv” is slightly larger than 5 MB/,
  );
});
