import assert from "node:assert/strict";
import fc from "fast-check";
import { FilledLines } from "./filled_lines.ts";

function count(text: string, cut = text.length): number {
  const lines = new FilledLines();
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += cut) lines.take(bytes.subarray(at, at + cut));
  return lines.count;
}

Deno.test("filled lines: empty ones are none, however lines end", () => {
  for (const end of ["\n", "\r", "\r\n"]) {
    assert.equal(count(["email", "a", "b"].join(end)), 3);
    assert.equal(count(["email", "", "", "a", "", ""].join(end)), 2);
    assert.ok(count(end.repeat(1_000)) <= 1);
  }
  assert.equal(count(`email\n${"\n".repeat(5_000_000)}`), 1);
});

Deno.test("filled lines: never fewer than there are, the same however the text is cut", () => {
  const text = fc.array(fc.constantFrom("a", "\n", "\r", "\r\n", ","), { maxLength: 40 });
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 5 }), (pieces, cut) => {
    const text = pieces.join("");
    const filled = (end: RegExp | string) => text.split(end).filter((line) => /[^\r\n]/.test(line));
    assert.equal(count(text, cut), count(text));
    assert.ok(count(text) >= Math.max(filled("\n").length, filled("\r").length));
  }));
});
