import assert from "node:assert/strict";
import { type Refusal, Refused } from "./refusal.ts";
import { refusalProblem } from "./refusals.ts";

type Answer = [
  status: number,
  code: string,
  detail: RegExp,
  headers?: Record<string, string>,
];

const limited = (name: string, most: number, s: number) => ({
  "retry-after": String(s),
  "ratelimit-policy": `"${name}";q=${most}`,
  "ratelimit": `"${name}";r=0;t=${s}`,
});
const retry = (s: number) => ({ "retry-after": String(s) });

const refusals: { [O in Refusal["outcome"]]: [Extract<Refusal, { outcome: O }>, Answer][] } = {
  "no form": [[{ outcome: "no form" }, [415, "UNSUPPORTED_MEDIA_TYPE", /^Send the file as/]]],
  "broken form": [[{ outcome: "broken form" }, [400, "MALFORMED_FORM", /^The form ends too/]]],
  "invalid form": [
    [
      { outcome: "invalid form", faults: [{ path: "body.region", message: "expected a country" }] },
      [422, "VALIDATION_FAILED", /^body\.region: expected a country$/],
    ],
  ],
  "unsupported file": [
    [
      { outcome: "unsupported file", detail: "It is a PDF." },
      [415, "UNSUPPORTED_FILE_TYPE", /^It is a PDF\.$/],
    ],
  ],
  "empty file": [
    [{ outcome: "empty file", bytes: 0 }, [422, "EMPTY_FILE", /it has 0 bytes\.$/]],
    [{ outcome: "empty file", bytes: 9 }, [422, "EMPTY_FILE", /it has only white space\.$/]],
  ],
  "file too large": [
    [
      { outcome: "file too large", maxBytes: 5_242_880 },
      [413, "FILE_TOO_LARGE", /at most 5,242,880 bytes are accepted\. Split it and try again\.$/],
    ],
  ],
  "infected file": [
    [
      { outcome: "infected file", signature: "Eicar-Test-Signature" },
      [
        422,
        "FILE_INFECTED",
        /found Eicar-Test-Signature in the file, so it was not stored\. Clean/,
      ],
    ],
  ],
  "too late": [
    [
      { outcome: "too late", deadlineMs: 20_000 },
      [408, "UPLOAD_INCOMPLETE", /^The upload took longer than 20 s\.$/],
    ],
  ],
  "broken off": [
    [{ outcome: "broken off" }, [408, "UPLOAD_INCOMPLETE", /^The upload was interrupted\.$/]],
  ],
  "too many at once": [
    [
      { outcome: "too many at once", gate: "requests", most: 22 },
      [
        429,
        "REQUESTS_AT_ONCE",
        /^You have 22 uploads and previews open,/,
        limited("requests-at-once", 22, 5),
      ],
    ],
    [
      { outcome: "too many at once", gate: "uploads", most: 4 },
      [
        429,
        "UPLOADS_AT_ONCE",
        /^You have 4 uploads on their way,/,
        limited("uploads-at-once", 4, 5),
      ],
    ],
    [
      { outcome: "too many at once", gate: "previews", most: 2 },
      [
        429,
        "PREVIEWS_AT_ONCE",
        /^You have 2 previews under way,/,
        limited("previews-at-once", 2, 5),
      ],
    ],
  ],
  "all places taken": [
    [
      { outcome: "all places taken" },
      [503, "UNAVAILABLE", /^Many files are arriving at once;/, retry(5)],
    ],
  ],
  "gave way": [
    [
      { outcome: "gave way", bytesPerS: 1_234.5 },
      [503, "GAVE_WAY", /this file came at 1,235 bytes a second: it was interrupted to make room/, {
        ...retry(5),
        connection: "close",
      }],
    ],
  ],
  "too many files in work": [
    [
      { outcome: "too many files in work", own: 2, most: 2 },
      [
        429,
        "FILES_IN_WORK",
        /^You have 2 files in work, and 2 is the most at once\. .* been read, or delete one\.$/,
        limited("files-in-work", 2, 5),
      ],
    ],
  ],
  "too much kept": [
    [
      { outcome: "too much kept", what: "bytes", own: 400, more: 601, most: 1_000 },
      [
        429,
        "BYTES_KEPT",
        /^You keep 400 bytes of files, and 1,000 is the most\. This file has up to 601 more\. /,
        limited("bytes-kept", 1_000, 60),
      ],
    ],
    [
      { outcome: "too much kept", what: "rows", own: 50, more: 0, most: 50 },
      [
        429,
        "ROWS_KEPT",
        /^You keep 50 rows, and 50 is the most\. Delete jobs that you no longer need \(failed ones/,
        limited("rows-kept", 50, 60),
      ],
    ],
    // Who has nothing is not told to delete what he has.
    [
      { outcome: "too much kept", what: "rows", own: 0, more: 51, most: 50 },
      [
        413,
        "ROWS_KEPT",
        /^This file has up to 51 rows, and 50 is the most that you may keep\. Split the file/,
      ],
    ],
  ],
  "too much in a day": [
    [
      { outcome: "too much in a day", own: 1_500, more: 501, most: 2_000 },
      [
        429,
        "BYTES_UPLOADED",
        /^You uploaded 1,500 bytes in the last 24 hours, and 2,000 is the most\. This file has up/,
        limited("bytes-uploaded", 2_000, 3_600),
      ],
    ],
  ],
  "key reused": [
    [{ outcome: "key reused" }, [422, "IDEMPOTENCY_KEY_REUSED", /choose a new one\.$/]],
  ],
  "contested key": [
    [
      { outcome: "contested key" },
      [503, "UNAVAILABLE", /^Other uploads with this Idempotency-Key/, retry(2)],
    ],
  ],
  "file gone": [[
    { outcome: "file gone" },
    [409, "FILE_GONE", /^The file of that job is not stored any more: upload it again\.$/],
  ]],
  "unknown job": [[{ outcome: "unknown job" }, [404, "NOT_FOUND", /^There is no such job\.$/]]],
  "account closed": [
    [{ outcome: "account closed" }, [401, "UNAUTHENTICATED", /^The account has been deleted\.$/]],
  ],
  "contested job": [
    [
      { outcome: "contested job" },
      [503, "UNAVAILABLE", /^Others are changing this job at the same time;/, retry(2)],
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
  assert.equal(refusalProblem(new Error("no form")), undefined);
});
