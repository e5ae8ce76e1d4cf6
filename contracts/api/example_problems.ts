/** The refusals that the API's description shows: one of each kind, as a client gets it. */
import type { Problem } from "./problem.ts";

type More = Pick<Problem, "code" | "errors">;

function refused<Status extends number>(
  status: Status,
  title: string,
  detail: string,
  more: More = {},
) {
  return { type: "about:blank", title, status, detail, ...more };
}

const unauthorized = (code: string, detail: string) =>
  refused(401, "Unauthorized", detail, { code });
const forbidden = (code: string, detail: string) => refused(403, "Forbidden", detail, { code });
const conflict = (code: string, detail: string) => refused(409, "Conflict", detail, { code });
const tooLarge = (code: string, detail: string) =>
  refused(413, "Content Too Large", detail, { code });
const tooMany = (code: string, detail: string) =>
  refused(429, "Too Many Requests", detail, { code });
const unavailable = (code: string, detail: string) =>
  refused(503, "Service Unavailable", detail, { code });

/** By their code, where they have one. */
export const exampleProblems = {
  MALFORMED_JSON: refused(400, "Bad Request", "Malformed JSON in request body"),
  MALFORMED_FORM: refused(400, "Bad Request", "The form ends too early or is malformed.", {
    code: "MALFORMED_FORM",
  }),
  UNAUTHENTICATED: unauthorized("UNAUTHENTICATED", "Sign in first: the request carries no token."),
  WRONG_CREDENTIALS: unauthorized(
    "WRONG_CREDENTIALS",
    "There is no account with this e-mail address and password.",
  ),
  SECOND_FACTOR_NEEDED: unauthorized(
    "SECOND_FACTOR_NEEDED",
    "Enter the code that your authenticator app shows, or a recovery code.",
  ),
  WRONG_CODE: unauthorized(
    "WRONG_CODE",
    "This is not the code that the app shows now, or it was used already.",
  ),
  PASSWORD_LEAKED: unauthorized(
    "PASSWORD_LEAKED",
    "This password has appeared on a list of leaked passwords: choose a new one.",
  ),
  PASSWORD_NEEDED: forbidden(
    "PASSWORD_NEEDED",
    "You signed in more than ten minutes ago: enter your password to end sessions.",
  ),
  SESSION_ENDED: unauthorized("SESSION_ENDED", "The session has ended: sign in again."),
  CROSS_SITE_REQUEST: forbidden(
    "CROSS_SITE_REQUEST",
    "The request comes from another site: it names no origin that is allowed here.",
  ),
  ROLE_MISSING: forbidden(
    "ROLE_MISSING",
    "This needs the role admin: sign in again once you were given it.",
  ),
  NOT_FOUND: refused(404, "Not Found", "There is no such job.", { code: "NOT_FOUND" }),
  TOO_SLOW: refused(
    408,
    "Request Timeout",
    "The request arrives too slowly: at least 1024 bytes a second are needed. Check the " +
      "connection, then send it again.",
    { code: "TOO_SLOW" },
  ),
  EMAIL_TAKEN: conflict(
    "EMAIL_TAKEN",
    "This e-mail address has an account: sign in, or use another address.",
  ),
  MAIL_OFF: conflict(
    "MAIL_OFF",
    "This installation sends no mail; contact your Rollcall administrator.",
  ),
  EMAIL_NOT_VERIFIED: conflict(
    "EMAIL_NOT_VERIFIED",
    "Confirm your e-mail address first, by the link that was sent there.",
  ),
  ADDRESS_CONFIRMED: conflict(
    "ADDRESS_CONFIRMED",
    "This address was confirmed, so nobody else has the account: sign in, and delete it there if you " +
      "want to start over.",
  ),
  SECOND_FACTOR_ON: conflict(
    "SECOND_FACTOR_ON",
    "The second factor is on already; turn it off to set up another one.",
  ),
  SECOND_FACTOR_OFF: conflict(
    "SECOND_FACTOR_OFF",
    "There is no second factor; set one up first.",
  ),
  PROVIDER_OFF: conflict(
    "PROVIDER_OFF",
    "No other provider signs in here: use your e-mail address and password.",
  ),
  LINK_OVER: refused(
    410,
    "Gone",
    "This link was used, is too old, or is incomplete; request a new one.",
    { code: "LINK_OVER" },
  ),
  ISSUES_OPEN: conflict("ISSUES_OPEN", "3 issues are still open; resolve them, then finalise."),
  NOT_READY: conflict(
    "NOT_READY",
    "The file is still being read; decide once that is done.",
  ),
  NOT_RESOLVED: conflict(
    "NOT_RESOLVED",
    "The issue is open; there is no decision to undo.",
  ),
  NOTHING_TO_UNDO: conflict(
    "NOTHING_TO_UNDO",
    "Nothing is left of the batch: all of it was undone or decided again.",
  ),
  CHANGED_SINCE: conflict(
    "CHANGED_SINCE",
    "The job has changed since you saw it; look at it again, then decide.",
  ),
  NOT_SET_ASIDE: conflict(
    "NOT_SET_ASIDE",
    "This job is not set aside: it goes on, is done, or is deleted.",
  ),
  TOO_EARLY: refused(
    422,
    "Unprocessable Content",
    "The rows were not compared yet then; choose a later moment.",
    { code: "TOO_EARLY" },
  ),
  UNKNOWN_VERSION: refused(
    422,
    "Unprocessable Content",
    "9120 is no version yet: the newest is 4711.",
    { code: "UNKNOWN_VERSION" },
  ),
  NOT_FINALIZED: conflict(
    "NOT_FINALIZED",
    "There is no clean list yet: issues are open (3). Resolve them first, or, if the job is " +
      "finalised, ask again with min_version.",
  ),
  FILE_GONE: conflict(
    "FILE_GONE",
    "The file of that job is not stored any more: upload it again.",
  ),
  BODY_TOO_LARGE: tooLarge("BODY_TOO_LARGE", "The request body is too large."),
  FILE_TOO_LARGE: tooLarge(
    "FILE_TOO_LARGE",
    "The file is too large: at most 5,242,880 bytes are accepted. Split it and try again.",
  ),
  FILE_INFECTED: refused(
    422,
    "Unprocessable Content",
    "The virus scanner found Eicar-Test-Signature in the file, so it was not stored. Clean it, then " +
      "try again.",
    { code: "FILE_INFECTED" },
  ),
  PAST_TOO_LARGE: tooLarge(
    "PAST_TOO_LARGE",
    "The past of a job of more than 200,000 rows, edits and events, or 48 MiB of them, is not " +
      "shown; ask without at_version for the job as it is now.",
  ),
  UNSUPPORTED_FILE_TYPE: refused(
    415,
    "Unsupported Media Type",
    'The file is called "people.pdf": its name must end in .csv or .xlsx.',
    { code: "UNSUPPORTED_FILE_TYPE" },
  ),
  VALIDATION_FAILED: refused(
    422,
    "Unprocessable Content",
    "query.limit: Too small: expected number to be >=1",
    {
      code: "VALIDATION_FAILED",
      errors: [{ path: "query.limit", message: "Too small: expected number to be >=1" }],
    },
  ),
  TOO_MANY_ATTEMPTS: tooMany(
    "TOO_MANY_ATTEMPTS",
    "Too many attempts to sign in to this account from your address: try again in 8 s.",
  ),
  FILES_IN_WORK: tooMany(
    "FILES_IN_WORK",
    "You have 20 files in work, and 20 is the most at once. Try again when one of them has been " +
      "read, or delete one.",
  ),
  PREVIEWS_AT_ONCE: tooMany(
    "PREVIEWS_AT_ONCE",
    "You have 2 previews under way, which is the most at once. Try again when one of them is done.",
  ),
  BULK_WORK_RUNS: tooMany(
    "BULK_WORK_RUNS",
    "A preview, rule, undo or finalisation of yours is still running, and only " +
      "one runs at a time; try again in 5 s.",
  ),
  PASTS_READ: tooMany(
    "PASTS_READ",
    "You have asked for 3 moments of the past that are still being read, and that is the most at " +
      "once; try again when one of them is answered.",
  ),
  BYTES_CHANGED: tooMany(
    "BYTES_CHANGED",
    "Your decisions and changes have come to 524,288,310 bytes, and 524,288,000 is the most. Delete " +
      "jobs that you no longer need, then try again.",
  ),
  DOWNLOADS_RUN: tooMany(
    "DOWNLOADS_RUN",
    "You have 3 downloads running, and that is the most at once; try again when one of them is " +
      "complete.",
  ),
  LIVE_VIEWS: tooMany(
    "LIVE_VIEWS",
    "You have 50 live views open, and 50 is the most at once. Close one; without a live view, a " +
      "job's page still refreshes now and then.",
  ),
  UNAVAILABLE: unavailable(
    "UNAVAILABLE",
    "A part of the system cannot be reached right now; try again shortly.",
  ),
  READ_MODEL_BEHIND: unavailable(
    "READ_MODEL_BEHIND",
    "The answer does not include version 14 yet; ask again in a second.",
  ),
} satisfies Record<string, Problem>;

export type ExampleProblem = keyof typeof exampleProblems;
