import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import type { Issue } from "@rollcall/contracts/api";
import { issueLine, keptUntil } from "./describe.ts";

const issue: Issue = {
  id: "j.1",
  job_id: "j",
  type: "MISSING_LAST_NAME",
  key: "ann@x.org",
  status: "OPEN",
  payload: {
    candidates: [{ raw_row_id: 1, row_number: 2, data: byKey([]) }],
    candidate_count: 1,
  },
  resolution: null,
};

Deno.test("sentences: an issue is one line with its location", () => {
  assert.equal(issueLine(issue), "j.1  MISSING_LAST_NAME     ann@x.org (row 2)");
});

Deno.test("sentences: an issue about the whole file names the candidate columns", () => {
  const column = { column: "Tribe", header: "Tribe", filled: 2, samples: ["Lee"] };
  const payload = {
    candidates: [],
    candidate_count: 50_000,
    scope: "file" as const,
    columns: [column],
  };
  assert.equal(
    issueLine({ ...issue, key: "file", payload }),
    'j.1  MISSING_LAST_NAME     the whole file (all 50,000 rows, perhaps in "Tribe")',
  );
});

Deno.test("sentences: a job says when it is deleted", () => {
  assert.equal(
    keptUntil({ delete_after: "2027-02-28T19:55:01.500Z" }),
    "The job is deleted on 2027-02-28 at 19:55 UTC, with its rows and lists, unless it changes before.",
  );
});
