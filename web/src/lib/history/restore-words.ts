/** What restoring a job does, in sentences. Pure. */
import type { RestorePreview } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";

export function restoreSentences({ undone, redone, open_issues, list }: RestorePreview): string[] {
  const sentences = [
    ...undone > 0 ? [m.history_restore_undone({ n: undone })] : [],
    ...redone > 0 ? [m.history_restore_redone({ n: redone })] : [],
    ...list === "made" ? [m.history_restore_made()] : [],
    ...list === "withdrawn" ? [m.history_restore_withdrawn()] : [],
  ];
  if (sentences.length === 0) return [m.history_restore_nothing()];
  const open = open_issues === 0
    ? m.history_restore_open_none()
    : m.history_restore_open({ n: open_issues });
  return [...sentences, open];
}
