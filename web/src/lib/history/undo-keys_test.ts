import assert from "node:assert/strict";
import { undoKeyOf } from "./undo-keys.ts";

const press = (keys: string) => {
  const parts = keys.split("+");
  return {
    key: parts.at(-1)!,
    ctrlKey: parts.includes("Ctrl"),
    metaKey: parts.includes("Meta"),
    altKey: parts.includes("Alt"),
    shiftKey: parts.includes("Shift"),
  };
};

Deno.test("undo and redo, as each system has them", () => {
  for (const keys of ["Ctrl+z", "Meta+z"]) assert.equal(undoKeyOf(press(keys)), "undo", keys);
  for (const keys of ["Ctrl+Shift+Z", "Meta+Shift+z", "Ctrl+y"]) {
    assert.equal(undoKeyOf(press(keys)), "redo", keys);
  }
});

Deno.test("other keys are the browser's", () => {
  for (const keys of ["z", "Shift+Z", "Alt+Ctrl+z", "Ctrl+Meta+z", "Ctrl+x", "Meta+y"]) {
    assert.equal(undoKeyOf(press(keys)), null, keys);
  }
});
