import assert from "node:assert/strict";
import { severalEmails, severalPhones } from "./several_values.ts";

Deno.test("several: the first good address, and the others, however they are parted", () => {
  const cells = [
    ...["a@x.org; b@y.org", "a@x.org,b@y.org", "a@x.org / b@y.org", "a@x.org/b@y.org"],
    ...["a@x.org ::: b@y.org", "a@x.org\nb@y.org", "a@x.org b@y.org", "a@x.org|b@y.org"],
    ...["Ann <a@x.org>; Bob <b@y.org>", "a@x.org (work), b@y.org (home)", "<a@x.org> <b@y.org>"],
    ...["mailto:a@x.org, mailto:b@y.org", "a@x.org; b@y.org; A@X.org"],
  ];
  for (const cell of cells) {
    assert.deepEqual(severalEmails(cell), { first: "a@x.org", others: ["b@y.org"] }, cell);
  }
  assert.deepEqual(severalEmails("bad@; a@x.org; b@y.org"), {
    first: "a@x.org",
    others: ["b@y.org", "bad@"],
  });
});

Deno.test("several: one address is one, whatever stands around it", () => {
  const cells = [
    "a@x.org",
    "a@x.org <mailto:a@x.org>",
    "Ann <a@x.org>",
    "a@@x.org",
    "",
    "a@x.org; bad@",
  ];
  for (const cell of cells) assert.equal(severalEmails(cell), undefined, cell);
});

Deno.test("several: the first phone that can be told, and the others", () => {
  const cells: [cell: string, region: string | null, first: string, ...others: string[]][] = [
    ["+44 20 7946 0018 / +44 7700 900123", null, "+44 20 7946 0018", "+44 7700 900123"],
    ["+44 20 7946 0018 ::: 07700 900123", null, "+44 20 7946 0018", "07700 900123"],
    ["030 1234567; 0171 2345678", "DE", "030 1234567", "0171 2345678"],
    ["030/1234567\n0171/2345678", "DE", "030/1234567", "0171/2345678"],
    ["Tel: 030 1234567, Mobil: 0171 2345678", "DE", "030 1234567", "Mobil: 0171 2345678"],
    ["(212) 736-5000 or (212) 736-5001", "US", "(212) 736-5000", "(212) 736-5001"],
    ["555555; +44 20 7946 0018", null, "+44 20 7946 0018", "555555"],
  ];
  for (const [cell, region, first, ...others] of cells) {
    assert.deepEqual(severalPhones(cell, region), { first, others }, cell);
  }
});

Deno.test("several: one phone is one, and what no country is known of is left together", () => {
  for (const cell of ["030 / 90 18 20", "030/901820", "+49 (0)30 901820", "call me; or not", ""]) {
    assert.equal(severalPhones(cell, "DE"), undefined, cell);
  }
  assert.equal(severalPhones("030 1234567; 0171 2345678", null), undefined);
});
