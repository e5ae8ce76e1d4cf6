import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts/by-key";
import type { Issue } from "@rollcall/contracts/api";
import { proposal } from "./propose.ts";

const row = (row_number: number, ...values: string[]) => ({
  raw_row_id: row_number - 1,
  row_number,
  data: byKey(values.map((value, i) => [`f${i}`, value] as const)),
});

function issue(change: Partial<Issue> & { payload: Issue["payload"] }): Issue {
  return {
    id: "j.1",
    job_id: "j",
    type: "DUPLICATE_EMAIL",
    key: "a@example.com",
    status: "OPEN",
    resolution: null,
    ...change,
  };
}

Deno.test("the most complete row is proposed, with the reason", () => {
  const candidates = [row(2, "a", ""), row(3, "a", "b")];
  const found = proposal(issue({ payload: { candidates, candidate_count: 2 } }));
  assert.equal(found?.action === "choose" && found.candidate.row_number, 3);
  assert.match(found!.reason, /Row 3 is the most complete: 2 of 2 fields/);
});

Deno.test("of equals the first is, and it is not called better", () => {
  const candidates = [row(2, "a", ""), row(3, "a", "b"), row(4, "c", "d")];
  const found = proposal(issue({ payload: { candidates, candidate_count: 3 } }));
  assert.equal(found?.reason, "Row 3 is the first of those with the most fields filled.");
});

Deno.test("a suggestion comes before typing", () => {
  const payload = { candidates: [row(2, "x")], candidate_count: 1 };
  const typo = issue({
    type: "EMAIL_TYPO",
    payload: {
      ...payload,
      suggestion: { field: "email", value: "a@gmail.com", reason: "because" } as never,
    },
  });
  assert.deepEqual(proposal(typo), {
    action: "suggestion",
    value: "a@gmail.com",
    reason: "because",
  });
  assert.equal(
    proposal(issue({ type: "MISSING_FIRST_NAME", payload }))?.reason,
    "Type the first name if you know it.",
  );
});

Deno.test("what is decided, and what is about the whole file, has no proposal", () => {
  const payload = { candidates: [row(2, "x")], candidate_count: 1 };
  assert.equal(proposal(issue({ status: "RESOLVED", payload })), null);
  assert.equal(proposal(issue({ payload: { ...payload, scope: "file" } })), null);
});
