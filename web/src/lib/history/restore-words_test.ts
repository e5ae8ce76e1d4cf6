import assert from "node:assert/strict";
import { restoreSentences } from "./restore-words.ts";

Deno.test("what is undone, decided again, and becomes of the list is said", () => {
  assert.deepEqual(
    restoreSentences({ undone: 2, redone: 1, open_issues: 1, list: "withdrawn" }),
    [
      "The decisions on 2 issues are undone.",
      "1 issue is decided again as before.",
      "The clean list is no longer current; it stays among the lists.",
      "1 issue is open then.",
    ],
  );
  assert.deepEqual(restoreSentences({ undone: 0, redone: 0, open_issues: 0, list: "made" }), [
    "The clean list is created again, as its next version.",
    "No issue is open then.",
  ]);
});

Deno.test("one issue is told as one", () => {
  const preview = { undone: 1, redone: 0, open_issues: 1, list: "same" } as const;
  assert.deepEqual(restoreSentences(preview), [
    "The decision on 1 issue is undone.",
    "1 issue is open then.",
  ]);
});

Deno.test("where nothing is different, that is said", () => {
  assert.deepEqual(restoreSentences({ undone: 0, redone: 0, open_issues: 3, list: "same" }), [
    "The job is as it was then: there is nothing to restore.",
  ]);
});
