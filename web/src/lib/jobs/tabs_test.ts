import assert from "node:assert/strict";
import type { JobStatus } from "@rollcall/contracts/api";
import { tabOf, tabsOf } from "./tabs.ts";

const job = (status: JobStatus, conflict_count: number, total_rows = 9) => ({
  status,
  conflict_count,
  total_rows,
});

Deno.test("a job opens with what matters at its stage", () => {
  assert.equal(tabOf(null, job("PROCESSING", 0)), "rows");
  assert.equal(tabOf(null, job("NEEDS_REVIEW", 4)), "issues");
  assert.equal(tabOf(null, job("COMPLETED", 4)), "contacts");
  assert.equal(tabOf(null, job("FAILED", 0, 0)), "history");
});

Deno.test("the address wins where it names something that is there", () => {
  assert.equal(tabOf("history", job("NEEDS_REVIEW", 4)), "history");
  assert.equal(tabOf("contacts", job("NEEDS_REVIEW", 4)), "issues");
  assert.equal(tabOf("nonsense", job("COMPLETED", 0)), "contacts");
});

Deno.test("a section that will stay empty is not offered", () => {
  assert.deepEqual(tabsOf(job("FAILED", 0, 0)), ["history"]);
  assert.deepEqual(tabsOf(job("COMPLETED", 0)), ["contacts", "outcome", "rows", "history"]);
});

Deno.test("former lists have a section beside the contacts, also while issues are open again", () => {
  const completed = { status: "COMPLETED", conflict_count: 1, total_rows: 2 } as const;
  assert.deepEqual(tabsOf(completed, true), [
    "issues",
    "contacts",
    "outcome",
    "lists",
    "rows",
    "history",
  ]);
  const reopened = { ...completed, status: "NEEDS_REVIEW" } as const;
  assert.equal(tabOf("lists", reopened, true), "lists");
  assert.equal(tabOf("lists", reopened, false), "issues");
});

Deno.test("excluded rows and warnings have sections where there are any", () => {
  const made = { ...job("COMPLETED", 1), left_out_rows: 2, warning_counts: { ROW_TOO_SHORT: 1 } };
  assert.deepEqual(tabsOf(made), [
    "issues",
    "contacts",
    "outcome",
    "excluded",
    "rows",
    "warnings",
    "history",
  ]);
  const reading = { ...job("PROCESSING", 0), warning_counts: { ROW_TOO_SHORT: 1 } };
  assert.deepEqual(tabsOf(reading), ["rows", "history"]);
});

Deno.test("a list that is out of date stays to be looked at, and is not what a job opens with", () => {
  const reopened = job("NEEDS_REVIEW", 4);
  assert.deepEqual(tabsOf(reopened, true, true), [
    "issues",
    "contacts",
    "lists",
    "rows",
    "history",
  ]);
  assert.equal(tabOf("contacts", reopened, true, true), "contacts");
  assert.equal(tabOf(null, reopened, true, true), "issues");
});
