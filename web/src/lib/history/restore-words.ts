/** What restoring a job does, in sentences. Pure. */
import type { RestorePreview } from "@rollcall/contracts/api";
import { count } from "../text/words.ts";

export function restoreSentences({ undone, redone, open_issues, list }: RestorePreview): string[] {
  const sentences = [
    ...undone > 0
      ? [
        undone === 1
          ? "The decision on 1 issue is undone."
          : `The decisions on ${count(undone, "issue")} are undone.`,
      ]
      : [],
    ...redone > 0 ? [`${count(redone, "issue is", "issues are")} decided again as before.`] : [],
    ...list === "made" ? ["The clean list is made anew, as its next version."] : [],
    ...list === "withdrawn"
      ? ["The clean list is no longer current; it stays among the lists."]
      : [],
  ];
  if (sentences.length === 0) return ["The job is as it was then: there is nothing to restore."];
  const open = open_issues === 0 ? "No issue is" : count(open_issues, "issue is", "issues are");
  return [...sentences, `${open} open then.`];
}
