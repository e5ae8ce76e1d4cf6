import assert from "node:assert/strict";
import type { ParsedRow } from "@rollcall/contracts";
import { mapColumns } from "./columns.ts";
import { judgeColumns } from "./judge_columns.ts";
import { RowConverter } from "./row_converter.ts";

function judged(
  header: string[],
  rows: string[][],
  wish: Partial<Parameters<typeof mapColumns>[1]> = {},
) {
  const mapped = mapColumns(header, { asked: null, remembered: null, ...wish });
  assert.equal(mapped.outcome, "mapped");
  const converter = new RowConverter(mapped, { width: header.length, region: "DE" });
  const made = rows.map((cells, i): ParsedRow => {
    const one = converter.convert(i + 2, cells);
    assert.ok("row" in one);
    return one.row;
  });
  return judgeColumns(mapped, made);
}

const times = (n: number, row: (i: number) => string[]) =>
  Array.from({ length: n }, (_, i) => row(i));

Deno.test("judge: a column tells how many of its values are what it is taken for", () => {
  const rows = times(100, (i) => [
    i < 3 ? `p${i}@example.com` : `Person ${i}`,
    i < 60 ? "030 901820" : i < 80 ? "Berlin" : "",
    "x",
  ]);
  const [email, phone, tag] = judged(["email", "phone", "Tag"], rows);
  assert.deepEqual([email!.filled, email!.valid, email!.doubt?.code], [100, 3, "FEW_VALID"]);
  assert.match(email!.doubt!.message, /^Only 3 % of the 100 values .* are e-mail addresses\./);
  assert.deepEqual([phone!.filled, phone!.valid, phone!.doubt], [80, 60, null]);
  assert.deepEqual(tag, { filled: 100, valid: null, doubt: null });
});

Deno.test("judge: a phone number is one of the country that its row names", () => {
  const rows = [
    ["a@example.com", "030 901820", "Germany"],
    ["b@example.com", "01 42 68 53 00", "France"],
    ["c@example.com", "020 7946 0001", "United Kingdom"],
    ["d@example.com", "99", ""],
  ];
  const [, phone] = judged(["email", "phone", "country"], rows);
  assert.deepEqual(phone, { filled: 4, valid: 3, doubt: null });
});

Deno.test("judge: names, companies and countries that are none are seen", () => {
  const rows = times(4, (i) => [`p${i}@example.com`, "12345", "ann@example.com", "Atlantis"]);
  const columns = judged(["email", "first name", "company", "country"], rows);
  assert.deepEqual(columns.map(({ doubt }) => doubt?.code), [
    undefined,
    "FEW_VALID",
    "FEW_VALID",
    "FEW_VALID",
  ]);
  assert.match(columns[1]!.doubt!.message, /^None of the 4 values .* is a name\./);
});

Deno.test("judge: a field whose column is empty is told, and an empty extra is not", () => {
  const rows = times(3, (i) => [`p${i}@example.com`, "", ""]);
  const [, company, tag] = judged(["email", "company", "Tag"], rows);
  assert.equal(company!.doubt?.code, "NO_VALUES");
  assert.deepEqual(tag, { filled: 0, valid: null, doubt: null });
});

Deno.test("judge: of a few values nothing is said, nor of an address that another column lends", () => {
  const few = judged(["email", "phone"], [["a@example.com", "Rome"], ["b@example.com", "Paris"]]);
  assert.deepEqual(few.map(({ doubt }) => doubt), [null, null]);
  const [email] = judged(["email", "email 2"], times(3, (i) => ["", `p${i}@example.com`]));
  assert.equal(email!.filled, 0);
});

Deno.test("judge: swapped names are told of both columns, not of the halves of a full name", () => {
  const rows = times(3, (i) => [`a.lee${"xyz"[i]}@example.com`, `Lee${"xyz"[i]}`, "Ann"]);
  const [, first, last] = judged(["email", "first name", "last name"], rows);
  assert.deepEqual([first!.doubt?.code, last!.doubt?.code], ["NAMES_SWAPPED", "NAMES_SWAPPED"]);
  const full = judged(["email", "full name"], rows.map(([email, a, b]) => [email!, `${a} ${b}`]));
  assert.deepEqual(full.map(({ doubt }) => doubt), [null, null, null, null]);
});

Deno.test("judge: an extra is judged by the type that it is said to have", () => {
  const rows = times(4, (i) => [`p${i}@example.com`, i === 0 ? "2024-01-31" : "soon"]);
  const since = { header: "Since", kept: true, name: null, type: "date", choices: [] } as const;
  const treated = [{ ...since, choices: [] }];
  const [, column] = judged(["email", "Since"], rows, { treated });
  assert.deepEqual([column!.filled, column!.valid, column!.doubt?.code], [4, 1, "FEW_VALID"]);
});
