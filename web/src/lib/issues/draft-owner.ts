/** Whose drafts (drafts.ts) this tab keeps: another person who signs in here finds none of them. */

/** The part of the browser's storage that is used. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Begins the key of each draft. */
export const DRAFT_KEY = "rollcall.draft.";
const OWNER_KEY = "rollcall.drafts-of";

export class DraftOwner {
  constructor(readonly storage: () => DraftStorage) {}

  /** Of whom they are from now on; those of somebody else go. */
  belongTo(userId: string): void {
    try {
      if (this.storage().getItem(OWNER_KEY) === userId) return;
      this.dropAll();
      this.storage().setItem(OWNER_KEY, userId);
    } catch {
      // Nothing is kept.
    }
  }

  dropAll(): void {
    try {
      const storage = this.storage();
      const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i));
      for (const key of keys) if (key?.startsWith(DRAFT_KEY)) storage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  }
}

export const draftOwner = new DraftOwner(() => sessionStorage);
