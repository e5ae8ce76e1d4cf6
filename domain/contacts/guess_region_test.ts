import assert from "node:assert/strict";
import { evidenceOf } from "./evidence.ts";

const NOTHING = { asked: null, remembered: null, region: null };
const home = (headers: string[], ...rows: string[][]) => evidenceOf(headers, rows, NOTHING).region;

Deno.test("home: what says where phones are at home, the first that says it", () => {
  const cases: [code: string, reason: RegExp, headers: string[], rows: string[][]][] = [
    ["DE", /addresses in \.de: 1 of 1/, ["E-Mail", "Telefon"], [
      ["a@x.de", "030 1234567"],
      ["b@gmail.com", "0171 2345678"],
    ]],
    ["GB", /addresses in \.uk: 2 of 2/, ["Email", "Phone"], [
      ["a@x.co.uk", "020 7946 0018"],
      ["b@x.ac.uk", "07700 900123"],
    ]],
    ["US", /numbers with its code: 1 of 1/, ["Email", "Phone"], [
      ["a@x.com", "(212) 736-5000"],
      ["b@x.com", "+1 212 736 5001"],
    ]],
    ["FR", /rows that name it: 2 of 2/, ["Courriel", "Téléphone", "Pays"], [
      ["a@x.com", "01 42 68 53 00", "France"],
      ["b@x.com", "06 12 34 56 78", "FR"],
      ["c@x.de", "06 12 34 56 79", ""],
    ]],
    ["PL", /the headers' language: Polish/, ["Adres e-mail", "Imię", "Telefon"], [
      ["a@x.com", "Ann", "22 523 45 67"],
    ]],
    ["JP", /the headers' language: Japanese/, ["メールアドレス", "会社名", "電話番号"], [
      ["a@x.com", "Acme", "03-1234-5678"],
    ]],
  ];
  for (const [code, reason, headers, rows] of cases) {
    const guess = home(headers, ...rows);
    assert.equal(guess?.code, code, JSON.stringify(guess));
    assert.match(guess.reason, reason);
  }
});

Deno.test("home: nothing is guessed where numbers say otherwise, need no country or agree on none", () => {
  // A German address among Americans, whose numbers a German would dial with a 0.
  assert.equal(home(["Email", "Phone"], ["a@x.de", "(212) 736-5000"]), null);
  assert.equal(home(["Email", "Phone"], ["a@x.de", "+49 30 1234567"]), null);
  assert.equal(home(["Email", "Phone"], ["a@x.com", "030 1234567"]), null);
  assert.equal(home(["Email"], ["a@x.de"]), null);
  // Half here, half there.
  assert.equal(home(["Email", "Phone"], ["a@x.de", "030 1234567"], ["b@x.at", "01 1234567"]), null);
  // An ending that everybody uses.
  assert.equal(home(["Email", "Phone"], ["a@x.io", "030 1234567"]), null);
});

Deno.test("home: who was asked is not guessed over", () => {
  const rows = [["a@x.de", "030 1234567"]];
  assert.equal(evidenceOf(["Email", "Phone"], rows, { ...NOTHING, region: "AT" }).region, null);
  assert.equal(evidenceOf(["Email", "Phone"], rows, { ...NOTHING, region: "ZZ" }).region, null);
});
