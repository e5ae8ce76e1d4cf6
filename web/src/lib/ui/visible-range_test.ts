import assert from "node:assert/strict";
import { visibleRange } from "./visible-range.ts";

const list = { itemHeight: 50, height: 500, length: 3000, spare: 2 };

Deno.test("only what is in view is drawn, and a little around it", () => {
  assert.deepEqual(visibleRange({ ...list, scrollTop: 0 }), { start: 0, end: 12 });
  assert.deepEqual(visibleRange({ ...list, scrollTop: 5000 }), { start: 98, end: 112 });
});

Deno.test("the end of the list is the end, also when the list has just become shorter", () => {
  assert.deepEqual(visibleRange({ ...list, scrollTop: 149_500 }), { start: 2988, end: 3000 });
  assert.deepEqual(visibleRange({ ...list, scrollTop: 9000, length: 3 }), { start: 3, end: 3 });
});
