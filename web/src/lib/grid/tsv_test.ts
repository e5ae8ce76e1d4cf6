import assert from "node:assert/strict";
import { tsv } from "./tsv.ts";

Deno.test("cells are parted by tabs, rows by line ends, and a value is one cell", () => {
  assert.equal(tsv([["a", "b\tc"], ["two\r\nlines", ""]]), "a\tb c\ntwo lines\t");
});

Deno.test("nothing that is pasted runs as a formula; phones and numbers stay", () => {
  assert.equal(tsv([["=1+1"]]), "'=1+1");
  assert.equal(tsv([["x\n=1+1"]]), "x =1+1");
  assert.equal(tsv([["\u00a0@SUM(A1)"]]), "'\u00a0@SUM(A1)");
  assert.equal(tsv([["+49 30 123456", "-12.5"]]), "+49 30 123456\t-12.5");
  assert.equal(tsv([["-2+3"]]), "'-2+3");
  for (const unseen of ["\u200b", "\ufeff", "\u00ad", "\u202e", "\u0001"]) {
    assert.equal(tsv([[`${unseen}=1+1`]]), `'${unseen}=1+1`, JSON.stringify(unseen));
  }
});
