import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import { merge, stillThere } from "./known-jobs.ts";

/** Only what the order looks at; the later the letter, the newer the job. */
const job = (id: string, version = 1) => ({ id, created_at: id, version }) as Job;
const ids = (jobs: Job[]) => jobs.map(({ id }) => id).join("");
const all = ["e", "d", "c", "b", "a"].map((id) => job(id));

Deno.test("two lists become one without doubles, newest first, the newer answer winning", () => {
  const merged = merge([job("d", 2), job("f")], [...all, job("d", 1)]);
  assert.equal(ids(merged), "fedcba");
  assert.equal(merged.find(({ id }) => id === "d")?.version, 2);
});

Deno.test("a job that the newest page should list and does not was deleted", () => {
  const page = [job("e"), job("c")];
  assert.equal(ids(stillThere(all, page, new Set(), true)), "ecba", "older ones are not reached");
  assert.equal(ids(stillThere(all, page, new Set(), false)), "ec", "there is nothing behind it");
  assert.equal(ids(stillThere(all, [], new Set(), false)), "");
});

Deno.test("a job that was uploaded a moment ago may be missing in the answer", () => {
  assert.equal(ids(stillThere(all, [job("d")], new Set(["e"]), false)), "ed");
});
