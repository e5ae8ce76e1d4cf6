/** Keyboard shortcuts of the review. */

export type ShortcutAction =
  | { kind: "next" }
  | { kind: "previous" }
  | { kind: "choose"; index: number }
  | { kind: "keep" }
  | { kind: "skip" }
  | { kind: "edit" }
  | { kind: "merge" }
  | { kind: "suggestion" }
  | { kind: "undo" }
  | { kind: "help" };

type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

const KEYS = new Map<string, ShortcutAction>(Object.entries({
  j: { kind: "next" },
  k: { kind: "previous" },
  a: { kind: "keep" },
  s: { kind: "skip" },
  e: { kind: "edit" },
  m: { kind: "merge" },
  t: { kind: "suggestion" },
  u: { kind: "undo" },
  "?": { kind: "help" },
}));

export const SHORTCUT_HELP: { keys: string[]; does: string }[] = [
  { keys: ["J", "K"], does: "Next issue, previous issue" },
  { keys: ["1", "9"], does: "Choose that row, or that column (1 to 9)" },
  { keys: ["A"], does: "Keep as it is" },
  { keys: ["S"], does: "Exclude the row or rows" },
  { keys: ["T"], does: "Take the suggestion" },
  { keys: ["E"], does: "Edit" },
  { keys: ["M"], does: "Merge the rows" },
  { keys: ["U"], does: "Undo the last decision" },
  { keys: ["?"], does: "Show this list" },
];

/** The action of a key press, or null if it has none or belongs to the browser. */
export function shortcutOf(press: KeyPress): ShortcutAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (/^[1-9]$/.test(press.key)) return { kind: "choose", index: Number(press.key) - 1 };
  return KEYS.get(press.key.toLowerCase()) ?? null;
}
