import assert from "node:assert/strict";
import { shortcutOf } from "./shortcuts.ts";

const press = (key: string, held = {}) =>
  shortcutOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

Deno.test("digits choose a row counted from one, letters work in either case", () => {
  assert.deepEqual(press("1"), { kind: "choose", index: 0 });
  assert.deepEqual(press("9"), { kind: "choose", index: 8 });
  assert.deepEqual(press("S"), { kind: "skip" });
  assert.deepEqual(press("t"), { kind: "suggestion" });
  assert.deepEqual(press("m"), { kind: "merge" });
  assert.deepEqual(press("r"), { kind: "rule" });
  assert.deepEqual(press("?"), { kind: "help" });
});

Deno.test("what the browser owns is left to it", () => {
  assert.equal(press("s", { ctrlKey: true }), null);
  assert.equal(press("1", { metaKey: true }), null);
  assert.equal(press("Tab"), null);
  assert.equal(press("0"), null);
});
