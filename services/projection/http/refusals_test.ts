import assert from "node:assert/strict";
import { type Refusal, Refused } from "../refusal.ts";
import { refusalProblem } from "./refusals.ts";

type Told = [status: number, code: string, detail: RegExp, headers?: Record<string, string>];

/** What a client is told of a refusal, by its outcome: the compiler asks for each of them. */
const refusals: { [O in Refusal["outcome"]]: [Extract<Refusal, { outcome: O }>, Told][] } = {
  "unknown job": [[{ outcome: "unknown job" }, [404, "NOT_FOUND", /^There is no such job\.$/]]],
  "unknown contact": [
    [{ outcome: "unknown contact" }, [404, "NOT_FOUND", /^There is no such contact\.$/]],
  ],
  "unknown list version": [
    [
      { outcome: "unknown list version", asked: 3, newest: 2 },
      [404, "NOT_FOUND", /^There is no version 3 of the clean list: the newest is 2\.$/],
    ],
    [
      { outcome: "unknown list version", asked: 1, newest: 0 },
      [404, "NOT_FOUND", /^There is no version 1 of the clean list: there is none yet\.$/],
    ],
  ],
  "no clean list": [
    [
      { outcome: "no clean list", status: "FAILED", openIssues: 0, newest: 0 },
      [409, "NOT_FINALIZED", /^There is no clean list: the file could not be read\.$/],
    ],
    [
      { outcome: "no clean list", status: "NEEDS_REVIEW", openIssues: 2, newest: 0 },
      [409, "NOT_FINALIZED", /issues are open \(2\)/],
    ],
    [
      { outcome: "no clean list", status: "NEEDS_REVIEW", openIssues: 0, newest: 0 },
      [
        409,
        "NOT_FINALIZED",
        /finalise the job to create it, or, if you just have, ask again with min_version\.$/,
      ],
    ],
    [
      { outcome: "no clean list", status: "PROCESSING", openIssues: 0, newest: 0 },
      [409, "NOT_FINALIZED", /the file is still being read\.$/],
    ],
    [
      { outcome: "no clean list", status: "NEEDS_REVIEW", openIssues: 0, newest: 2 },
      [409, "NOT_FINALIZED", /^The clean list is out of date: .*list_version=2 is the last one\.$/],
    ],
    [
      { outcome: "no clean list", status: "NEEDS_REVIEW", openIssues: 3, newest: 2 },
      [409, "NOT_FINALIZED", /^The clean list is out of date: .* Resolve the open issues \(3\)/],
    ],
  ],
  "no former list": [
    [{ outcome: "no former list" }, [409, "NO_FORMER_LIST", /before the first to compare it/]],
  ],
  "unknown version": [
    [
      { outcome: "unknown version", version: 9 },
      [422, "VALIDATION_FAILED", /^query\.min_version: 9 is no version yet: take it from a/],
    ],
  ],
  "behind version": [
    [
      { outcome: "behind version", version: 9 },
      [503, "READ_MODEL_BEHIND", /^The answer does not include version 9 yet; ask again in a/, {
        "retry-after": "1",
      }],
    ],
  ],
  "unknown past": [
    [
      { outcome: "unknown past", position: 9, head: 8 },
      [422, "VALIDATION_FAILED", /^query\.at_version: 9 is no version yet: the newest is 8$/],
    ],
  ],
  "past too large": [
    [
      { outcome: "past too large", lines: 200_000, bytes: 48 << 20 },
      [413, "PAST_TOO_LARGE", /more than 200,000 rows, edits and events, or 48 MiB of them/],
    ],
  ],
  "past too slow": [
    [
      { outcome: "past too slow" },
      [503, "UNAVAILABLE", /^Reading the job's past took too long\.$/, { "retry-after": "5" }],
    ],
  ],
  "too many pasts": [
    [
      { outcome: "too many pasts", own: 3, limit: 3 },
      [429, "PASTS_READ", /^You have asked for 3 moments of the past that are still being/, {
        "retry-after": "2",
        "ratelimit-policy": '"pasts-read";q=3',
        "ratelimit": '"pasts-read";r=0;t=2',
      }],
    ],
  ],
  "pasts full": [
    [
      { outcome: "pasts full" },
      [503, "UNAVAILABLE", /^Too many moments of the past are being read right now/, {
        "retry-after": "2",
      }],
    ],
  ],
  "too many live views": [
    [
      { outcome: "too many live views", own: 50, limit: 50 },
      [429, "LIVE_VIEWS", /^You have 50 live views open, and 50 is the most at once\./, {
        "retry-after": "5",
        "ratelimit-policy": '"live-views";q=50',
        "ratelimit": '"live-views";r=0;t=5',
      }],
    ],
  ],
  "live views full": [
    [
      { outcome: "live views full" },
      [503, "UNAVAILABLE", /^Too many live views are open/, { "retry-after": "5" }],
    ],
  ],
  "unknown cursor": [
    [
      { outcome: "unknown cursor" },
      [422, "VALIDATION_FAILED", /^query\.cursor: is no cursor of this list/],
    ],
  ],
  "cursor of another question": [
    [
      { outcome: "cursor of another question" },
      [422, "VALIDATION_FAILED", /^query\.cursor: was made for another search, sort or filter/],
    ],
  ],
  "unknown key": [
    [
      { outcome: "unknown key", word: "sort", key: "shoe" },
      [422, "VALIDATION_FAILED", /^query\.sort: "shoe" is neither a field nor a column/],
    ],
    [
      { outcome: "unknown key", word: "filter", key: "shoe" },
      [422, "VALIDATION_FAILED", /^query\.filter: "shoe" is neither a field nor a column/],
    ],
  ],
  "unknown filter": [
    [
      { outcome: "unknown filter", filter: "shoe" },
      [422, "VALIDATION_FAILED", /^query\.filter: "shoe" is not a filter: write field:is:text,/],
    ],
  ],
  "unknown code": [
    [
      { outcome: "unknown code", of: "state", code: "lost", known: ["contact", "open"] },
      [422, "VALIDATION_FAILED", /^query\.filter: "lost" is no state: contact, open$/],
    ],
    [
      { outcome: "unknown code", of: "warning", code: "LOST", known: ["A", "B"] },
      [422, "VALIDATION_FAILED", /^query\.filter: "LOST" is no warning: A, B$/],
    ],
    [
      { outcome: "unknown code", of: "issue", code: "LOST", known: ["A"] },
      [422, "VALIDATION_FAILED", /^query\.filter: "LOST" is no type of issue: A$/],
    ],
  ],
};

for (const [outcome, cases] of Object.entries(refusals)) {
  Deno.test(`refusals: ${outcome}`, () => {
    for (const [refusal, [status, code, detail, headers = {}]] of cases) {
      const problem = refusalProblem(new Refused(refusal));
      assert.ok(problem);
      assert.deepEqual([problem.status, problem.code, problem.headers], [status, code, headers]);
      assert.match(problem.detail, detail);
    }
  });
}

Deno.test("refusals: any other error is none, and stays a fault", () => {
  assert.equal(refusalProblem(new Error("unknown job")), undefined);
});
