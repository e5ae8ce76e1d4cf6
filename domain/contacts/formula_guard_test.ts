import assert from "node:assert/strict";
import fc from "fast-check";
import { contactFields } from "@rollcall/contracts/fields";
import { scaled } from "../../tests/harness/deadline.ts";
import { FIRST_FIELDS, guarded, guardsOf, unguarded, withoutGuard } from "./formula_guard.ts";

const GUARDED: [text: string, cell: string][] = [
  ["=1+1", "'=1+1"],
  ["+SUM(A1)", "'+SUM(A1)"],
  ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
  ["@SUM(1)", "'@SUM(1)"],
  [" =1", "' =1"],
  ["\uff1d1", "'\uff1d1"],
  ["\t=1", "\t'=1"],
  ["\r=1", "\r'=1"],
  ["+1 555 0100 =cmd", "'+1 555 0100 =cmd"],
  ["-", "'-"],
  ["'=1", "''=1"],
  ["'+1 555 0100", "''+1 555 0100"],
  ["'-5", "''-5"],
  ["\n+49 30 123456\n*A1", "\n'+49 30 123456\n*A1"],
  ["x;\t-1\t*A1", "x;\t'-1\t*A1"],
  ["x;=1", "x;'=1"],
  ["x; =1", "x;' =1"],
  ['x;"=1"', 'x;\'"=1"'],
  ["x\t@a", "x\t'@a"],
  ["x\r\n-1+a", "x\r\n'-1+a"],
  ["=1;=2;b", "'=1;'=2;b"],
  ["x;'=1", "x;''=1"],
  ["x;\u200b=1", "x;'\u200b=1"],
  ["\t\ufeff=1", "\t'\ufeff=1"],
  ["'\u200b=1", "''\u200b=1"],
];

/** What shows nothing: some spreadsheets drop it, and then it is the next character that begins. */
const UNSEEN = [
  ...["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u180e", "\u3164"],
  ...["\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069", "\ufe0f", "\u{e0020}"],
  ...["\u3000", "\u2003", "\u0001", "\u007f", "\u0085"],
];

const PLAIN = [
  ...["", "Ann", "1+1", "a=b", "a, =b", "-12.50", "'", "it's"],
  ...["+1 555 0100", "+44 (0)20 7946-0958", "+15550100"],
  ...["030 1; +49 30 123456", "a;b", "ann@example.com;bob@example.com", "9;-5;1"],
];

Deno.test("formula guard: an apostrophe stands before what would begin a formula", () => {
  for (const [text, cell] of GUARDED) assert.equal(guarded(text), cell, JSON.stringify(text));
});

Deno.test("formula guard: what cannot be seen before a formula hides none", () => {
  for (const unseen of UNSEEN) {
    for (const beginning of "=+-@\uff1d") {
      for (const text of [unseen, unseen + unseen, ` ${unseen}`, `${unseen} `]) {
        const formula = `${text}${beginning}cmd|' /C calc'!A0`;
        assert.equal(guarded(formula), `'${formula}`, JSON.stringify(formula));
        assert.equal(unguarded(guarded(formula)), formula);
        assert.equal(withoutGuard(`'${formula}`, "others"), formula);
      }
    }
    assert.equal(guarded(`${unseen}Ann`), `${unseen}Ann`);
  }
});

Deno.test("formula guard: numbers, phones and whatever begins nothing stay as they are", () => {
  for (const text of PLAIN) assert.equal(guarded(text), text);
});

Deno.test("formula guard: every text comes back, also one with apostrophes of its own", () => {
  const piece = fc.constantFrom(
    ..."'=+-@;,\t\r\n \"1a.(|\u00a0\uff1d\u200b\ufeff\u0001",
    "+49 30 123456",
    "-12.50",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      assert.equal(unguarded(guarded(text)), text);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("formula guard: the longest cell takes no time, whatever it is made of", () => {
  const many = (text: string) => text.repeat(100_000 / text.length);
  const cells = [
    "\t",
    "\r\n",
    "\n ",
    "\t'",
    "'",
    "';",
    "\u200b",
    ';"',
    "; ",
    "\t=",
    "\t\u200b",
    ";+1 ",
  ];
  for (const end of ["", "x", "=1"]) {
    for (const cell of cells) {
      const text = many(cell) + end, startedAt = performance.now();
      assert.equal(unguarded(guarded(text)), text);
      const tookMs = performance.now() - startedAt;
      assert.ok(tookMs < scaled(1_000), `${JSON.stringify(cell + end)}: ${tookMs} ms`);
    }
  }
});

Deno.test("formula guard: a list of ours is recognised, also one from before a field was added", () => {
  assert.deepEqual(contactFields.slice(0, FIRST_FIELDS.length), FIRST_FIELDS, "put it behind");
  assert.equal(guardsOf([...contactFields, "City"]), "ours");
  assert.equal(guardsOf([...FIRST_FIELDS]), "ours");
  assert.equal(guardsOf(FIRST_FIELDS.slice(1)), "others");
});
