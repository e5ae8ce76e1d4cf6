/** Ctrl+Z and Ctrl+Shift+Z, or as the Mac and Windows have them. Pure. */

type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** What a key press asks for, or null. */
export function undoKeyOf(press: KeyPress): "undo" | "redo" | null {
  const isCommand = press.ctrlKey !== press.metaKey;
  if (!isCommand || press.altKey) return null;
  const key = press.key.toLowerCase();
  if (key === "z") return press.shiftKey ? "redo" : "undo";
  return key === "y" && press.ctrlKey && !press.shiftKey ? "redo" : null;
}

/** Where somebody types, the keys are about the text; in a dialog they are about nothing behind it. */
export const TYPED_IN =
  "input:not([type=checkbox], [type=radio], [type=range], [type=button]), textarea, select, " +
  "[contenteditable], [role=dialog], [role=menu]";
