import assert from "node:assert/strict";
import { checkContent, checkDeclared, isBlank } from "./file_rules.ts";

const refusal = (name: string, type: string) => {
  const found = checkDeclared(name, type);
  return typeof found === "string" ? "" : found.detail;
};
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("file rules: the name must end like that of a list, however it is cased", () => {
  assert.equal(checkDeclared("people.csv", "text/csv"), "csv");
  assert.equal(checkDeclared("PEOPLE.CSV", "application/vnd.ms-excel"), "csv");
  const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  assert.equal(checkDeclared("People.Xlsx", xlsx), "xlsx");
  for (const name of ["people", "people.csv.exe", "", "people.constructor"]) {
    assert.match(refusal(name, "text/csv"), /must end in \.csv, \.xlsx, .* or \.gz\.$/, name);
  }
});

Deno.test("file rules: who has another kind of list is told what to do", () => {
  const advice = {
    xls: /old Excel.* \.xlsx or CSV/,
    xlsb: /binary workbook.* \.xlsx or CSV/,
    ods: /OpenDocument.*LibreOffice/,
    rar: /Unpack/,
  };
  for (const [ending, sentence] of Object.entries(advice)) {
    assert.match(refusal(`people.${ending}`, "application/octet-stream"), sentence);
  }
});

Deno.test("file rules: what is declared as something else is refused", () => {
  assert.equal(checkDeclared("a.csv", "application/octet-stream"), "csv");
  assert.equal(checkDeclared("a.xlsx", "application/octet-stream"), "xlsx");
  assert.equal(checkDeclared("a.xlsx", "text/plain"), "xlsx", "nothing is declared");
  assert.match(refusal("a.csv", "application/pdf"), /application\/pdf/);
  assert.match(refusal("a.xlsx", "image/png"), /image\/png/);
});

Deno.test("file rules: what begins like something else is refused", () => {
  assert.match(checkContent(bytes("PK\x03\x04…"), "table")?.detail ?? "", /zip.*\.xlsx/);
  assert.match(checkContent(bytes("%PDF-1.7"), "table")?.detail ?? "", /PDF/);
  assert.match(checkContent(new Uint8Array(100).fill(1), "table")?.detail ?? "", /binary/);
});

Deno.test("file rules: tables, vCards, JSON and archives are taken by their names", () => {
  const taken: [name: string, type: string][] = [
    ["people.tsv", "text/tab-separated-values"],
    ["People.TXT", "text/plain"],
    ["people.vcf", "text/x-vcard"],
    ["people.json", "application/json"],
    ["people.jsonl", "application/octet-stream"],
    ["people.zip", "application/x-zip-compressed"],
    ["people.csv.gz", "application/gzip"],
  ];
  for (const [name, type] of taken) assert.equal(checkDeclared(name, type), "csv", name);
  assert.match(refusal("people.vcf", "image/png"), /image\/png/);
});

Deno.test("file rules: an archive begins as one", () => {
  assert.equal(checkContent(bytes("PK\x03\x04…"), "packed"), undefined);
  assert.equal(checkContent(new Uint8Array([0x1f, 0x8b, 8, 0]), "packed"), undefined);
  assert.match(checkContent(bytes("email\n"), "packed")?.detail ?? "", /not an archive/);
  assert.match(checkContent(bytes("PK\x03\x04…"), "objects")?.detail ?? "", /zip/);
});

Deno.test("file rules: a workbook begins as one", () => {
  assert.equal(checkContent(bytes("PK\x03\x04…"), "workbook"), undefined);
  assert.match(checkContent(bytes("email\n"), "workbook")?.detail ?? "", /text.*\.csv/);
  const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]);
  assert.match(checkContent(old, "workbook")?.detail ?? "", /old Excel.*password/);
});

Deno.test("file rules: text in any encoding passes, UTF-16 without its mark too", () => {
  assert.equal(checkContent(bytes("email,name\nzoë@example.com,Zoë\n"), "table"), undefined);
  assert.equal(checkContent(new Uint8Array([0xff, 0xfe, 0x65, 0x00]), "table"), undefined);
  assert.equal(checkContent(new Uint8Array([0x65, 0x6d, 0xe4, 0xfc]), "table"), undefined);
  const wide = new Uint8Array(Array.from("email,name\n", (c) => [0, c.charCodeAt(0)]).flat());
  assert.equal(checkContent(wide, "table"), undefined);
});

Deno.test("file rules: a stray zero does not make a text binary", () => {
  assert.equal(checkContent(bytes("email,name\na@x.org,A\0nn\n"), "table"), undefined);
});

Deno.test("file rules: a mark and white space are blank", () => {
  assert.equal(isBlank(new Uint8Array()), true);
  assert.equal(isBlank(bytes("\ufeff \r\n\t")), true);
  assert.equal(isBlank(bytes(" a")), false);
});
