/**
 * What is typed into the forms of a review and not sent yet. It outlives a click elsewhere, a reload
 * and an ended session; it stays in this tab, and goes when it is sent, cancelled, or the person
 * signs out. Another person who signs in here finds none of it.
 */
import type { Picked } from "./merge.ts";

export type Draft =
  | { form: "edit"; rowId: number; values: [field: string, value: string][] }
  | { form: "merge"; picks: [field: string, picked: Picked][] };

/** The part of the browser's storage that is used. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const PREFIX = "rollcall.draft.";
const OWNER = "rollcall.drafts-of";

export class Drafts {
  constructor(readonly storage: () => DraftStorage) {}

  of(issueId: string): Draft | null {
    try {
      const kept = JSON.parse(this.storage().getItem(PREFIX + issueId) ?? "null");
      return isDraft(kept) ? kept : null;
    } catch {
      return null;
    }
  }

  keep(issueId: string, draft: Draft): void {
    try {
      this.storage().setItem(PREFIX + issueId, JSON.stringify(draft));
    } catch {
      // A full or closed storage: the form still holds it.
    }
  }

  drop(issueId: string): void {
    try {
      this.storage().removeItem(PREFIX + issueId);
    } catch {
      // Nothing was kept.
    }
  }

  /** Of whom they are from now on; those of somebody else go. */
  belongTo(userId: string): void {
    try {
      if (this.storage().getItem(OWNER) === userId) return;
      this.dropAll();
      this.storage().setItem(OWNER, userId);
    } catch {
      // Nothing is kept.
    }
  }

  dropAll(): void {
    try {
      const storage = this.storage();
      const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i));
      for (const key of keys) if (key?.startsWith(PREFIX)) storage.removeItem(key);
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
