import assert from "node:assert/strict";
import { checkContent, checkDeclared, isBlank } from "./file_rules.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("file rules: the name must end in .csv, however it is cased", () => {
  assert.equal(checkDeclared("people.csv", "text/csv"), undefined);
  assert.equal(checkDeclared("PEOPLE.CSV", "application/vnd.ms-excel"), undefined);
  for (const name of ["people.xlsx", "people", "people.csv.exe", ""]) {
    assert.match(checkDeclared(name, "text/csv")?.detail ?? "", /\.csv/, name);
  }
});

Deno.test("file rules: what is declared as something else is refused", () => {
  assert.equal(checkDeclared("a.csv", "application/octet-stream"), undefined);
  assert.match(checkDeclared("a.csv", "application/pdf")?.detail ?? "", /application\/pdf/);
  assert.match(checkDeclared("a.csv", "image/png")?.detail ?? "", /image\/png/);
});

Deno.test("file rules: what begins like something else is refused", () => {
  assert.match(checkContent(bytes("PK\x03\x04…"))?.detail ?? "", /zip/);
  assert.match(checkContent(bytes("%PDF-1.7"))?.detail ?? "", /PDF/);
  assert.match(checkContent(new Uint8Array([65, 0, 66]))?.detail ?? "", /binary/);
});

Deno.test("file rules: text in any encoding passes, UTF-16 with its mark too", () => {
  assert.equal(checkContent(bytes("email,name\nzoë@example.com,Zoë\n")), undefined);
  assert.equal(checkContent(new Uint8Array([0xff, 0xfe, 0x65, 0x00])), undefined);
  assert.equal(checkContent(new Uint8Array([0x65, 0x6d, 0xe4, 0xfc])), undefined);
});

Deno.test("file rules: a mark and white space are blank", () => {
  assert.equal(isBlank(new Uint8Array()), true);
  assert.equal(isBlank(bytes("\ufeff \r\n\t")), true);
  assert.equal(isBlank(bytes(" a")), false);
});
