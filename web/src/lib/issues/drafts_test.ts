import assert from "node:assert/strict";
import { DraftOwner, type DraftStorage } from "./draft-owner.ts";
import { type Draft, Drafts } from "./drafts.ts";

function memory(): DraftStorage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const draft: Draft = { form: "edit", rowId: 4, values: [["email", "a@example.com"]] };

Deno.test("what was typed comes back until it is dropped", () => {
  const storage = memory();
  const drafts = new Drafts(() => storage);
  drafts.keep("j.1", draft);
  assert.deepEqual(new Drafts(() => storage).of("j.1"), draft);
  assert.equal(drafts.of("j.2"), null);
  drafts.drop("j.1");
  assert.equal(drafts.of("j.1"), null);
});

Deno.test("another person in the same tab finds nothing of it", () => {
  const storage = memory();
  const drafts = new Drafts(() => storage);
  const owner = new DraftOwner(() => storage);
  owner.belongTo("ann");
  drafts.keep("j.1", draft);
  owner.belongTo("ann");
  assert.deepEqual(drafts.of("j.1"), draft, "the same person signs in again");
  owner.belongTo("bob");
  assert.equal(drafts.of("j.1"), null);
});

Deno.test("what no form has written is no draft, and a closed storage is none either", () => {
  const storage = memory();
  storage.setItem("rollcall.draft.j.1", '{"form":"edit","values":7}');
  assert.equal(new Drafts(() => storage).of("j.1"), null);
  const closed = new Drafts(() => {
    throw new Error("denied");
  });
  closed.keep("j.1", draft);
  new DraftOwner(closed.storage).belongTo("ann");
  assert.equal(closed.of("j.1"), null);
});
