/** Keyboard shortcuts of the review. */
import { m } from "../paraglide/messages.js";

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
  | { kind: "rule" }
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
  r: { kind: "rule" },
  "?": { kind: "help" },
}));

export const SHORTCUT_HELP: { keys: string[]; does: string }[] = [
  { keys: ["J", "K"], does: m.issues_key_move() },
  { keys: ["1", "9"], does: m.issues_key_choose() },
  { keys: ["A"], does: m.issues_key_keep() },
  { keys: ["S"], does: m.issues_key_exclude() },
  { keys: ["T"], does: m.issues_key_suggestion() },
  { keys: ["E"], does: m.issues_key_edit() },
  { keys: ["M"], does: m.issues_key_merge() },
  { keys: ["R"], does: m.issues_key_rule() },
  { keys: ["U"], does: m.issues_key_undo() },
  { keys: [m.issues_keys_undo()], does: m.issues_key_undo_step() },
  { keys: [m.issues_keys_redo()], does: m.issues_key_redo_step() },
  { keys: ["?"], does: m.issues_key_help() },
];

/** The action of a key press, or null if it has none or belongs to the browser. */
export function shortcutOf(press: KeyPress): ShortcutAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (/^[1-9]$/.test(press.key)) return { kind: "choose", index: Number(press.key) - 1 };
  return KEYS.get(press.key.toLowerCase()) ?? null;
}
