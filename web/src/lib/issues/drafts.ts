/**
 * What is typed into the forms of a review and not sent yet. It outlives a click elsewhere, a reload
 * and an ended session; it stays in this tab, and goes when it is sent, cancelled, or the person
 * signs out (draft-owner.ts).
 */
import { DRAFT_KEY, type DraftStorage } from "./draft-owner.ts";
import type { Picked } from "./merge.ts";

export type Draft =
  | { form: "edit"; rowId: number; values: [field: string, value: string][] }
  | { form: "merge"; picks: [field: string, picked: Picked][] };

export class Drafts {
  constructor(readonly storage: () => DraftStorage) {}

  of(issueId: string): Draft | null {
    try {
      const kept = JSON.parse(this.storage().getItem(DRAFT_KEY + issueId) ?? "null");
      return isDraft(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  keep(issueId: string, draft: Draft): void {
    try {
      this.storage().setItem(DRAFT_KEY + issueId, JSON.stringify(draft));
    } catch {
      // A full or closed storage: the form still holds it.
    }
  }

  drop(issueId: string): void {
    try {
      this.storage().removeItem(DRAFT_KEY + issueId);
    } catch {
      // Nothing was kept.
    }
  }
}

function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== "object" || kept === null) return false;
  const draft = kept as Partial<Record<"form" | "rowId" | "values" | "picks", unknown>>;
  const isPairs = (pairs: unknown) =>
    Array.isArray(pairs) && pairs.every((pair) => Array.isArray(pair) && pair.length === 2);
  return draft.form === "edit"
    ? typeof draft.rowId === "number" && isPairs(draft.values)
    : draft.form === "merge" && isPairs(draft.picks);
}

export const drafts = new Drafts(() => sessionStorage);
