import assert from "node:assert/strict";
import fc from "fast-check";
import { cleanText, dropInvisible, losesCharacters, trimText } from "./text.ts";
import { scaled } from "../../tests/harness/deadline.ts";

const CLEAN: [read: string, kept: string, loses: boolean][] = [
  ["", "", false],
  ["Ann Lee", "Ann Lee", false],
  ["Zo\u00eb Müller", "Zo\u00eb Müller", false],
  ["Zoe\u0308", "Zo\u00eb", false],
  ["\u1100\u1161", "\uac00", false],
  ["a\0b", "ab", true],
  ["\0", "", true],
  ["a\ufffeb\uffff", "ab", true],
  ["a\ud83db", "a\ufffdb", true],
  ["\ude00\ud83d", "\ufffd\ufffd", true],
  ["😀", "😀", false],
  ["a\ufffdb", "a\ufffdb", false],
  ["a\u200bb\u00a0c\ufeff", "a\u200bb\u00a0c\ufeff", false],
  ["line\r\nbreak\ttab", "line\r\nbreak\ttab", false],
];

for (const [read, kept, loses] of CLEAN) {
  Deno.test(`text: ${JSON.stringify(read)} is kept as ${JSON.stringify(kept)}`, () => {
    assert.equal(cleanText(read), kept);
    assert.equal(losesCharacters(read), loses);
  });
}

/** Any UTF-16, halves of pairs among it. */
const anyText = fc.array(
  fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 0x20, 0xa0, 0x200b, 0x301, 0xd83d, 0xde00, 0xfffe)),
).map((units) => String.fromCharCode(...units));

Deno.test("text: what is kept can be stored, and is in one form", () => {
  fc.assert(fc.property(anyText, (read) => {
    const kept = cleanText(read);
    assert.ok(kept.isWellFormed() && !/[\0\ufffe\uffff]/.test(kept));
    assert.equal(kept, kept.normalize("NFC"));
    assert.equal(cleanText(kept), kept);
    assert.ok(!losesCharacters(kept));
  }));
});

Deno.test("text: a loss is reported if and only if there is one", () => {
  fc.assert(fc.property(anyText, (read) => {
    assert.equal(losesCharacters(read), cleanText(read) !== read.normalize("NFC"));
  }));
});

Deno.test("text: spaces of all kinds and what does not show go at the ends alone", () => {
  const trimmed: [string, string][] = [
    ["\u00a0Ann\u3000", "Ann"],
    ["\u200b \ufeffAnn\u200b", "Ann"],
    ["\u200eAnn \u00ad Lee\u2069", "Ann \u00ad Lee"],
    ["\t\r\n", ""],
    ["", ""],
    ["\u200b", ""],
    ["می\u200cخواهم", "می\u200cخواهم"],
  ];
  for (const [text, is] of trimmed) assert.equal(trimText(text), is);
  assert.equal(dropInvisible("\u200bAnn \u00adLee"), "Ann Lee");
});

Deno.test("text: trimming is done once and for all, and as String.trim does where nothing hides", () => {
  fc.assert(fc.property(anyText, (text) => {
    const trimmed = trimText(text);
    assert.equal(trimText(trimmed), trimmed);
    assert.equal(trimmed.trim(), trimmed);
    assert.equal(trimText(dropInvisible(text)), dropInvisible(text).trim());
  }));
});

Deno.test("text: a million spaces are trimmed in no time", () => {
  const startedAt = performance.now();
  const long = ` x${" ".repeat(1_000_000)}x `;
  assert.equal(trimText(long).length, long.length - 2);
  assert.ok(performance.now() - startedAt < scaled(1_000));
});
