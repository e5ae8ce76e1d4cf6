/** What each refusal of the upload is over HTTP: status, code, sentence, headers. */
import { formatNumber } from "@rollcall/contracts";
import {
  HttpProblem,
  limitReached,
  notFound,
  unavailable,
  validationFailed,
} from "@rollcall/platform/problem.ts";
import { problemOfRefusal, type Problems } from "@rollcall/platform/refusal.ts";
import type { GateName, Refusal } from "./refusal.ts";

type Outcome = Refusal["outcome"];
type Of<O extends Outcome> = Extract<Refusal, { outcome: O }>;

/** Files in work are done within seconds; kept ones go when somebody deletes them. */
const WORK_RETRY_S = 5;
const KEPT_RETRY_S = 60;
/** Uploads are counted by the hour. */
const DAY_RETRY_S = 3_600;
/** Places become free within seconds. */
const PLACE_RETRY_S = 5;

const problems: Problems<Refusal> = {
  "no form": () =>
    new HttpProblem(415, "Send the file as multipart/form-data, in a part called file.", {
      code: "UNSUPPORTED_MEDIA_TYPE",
    }),
  "broken form": () =>
    new HttpProblem(400, "The form ends too early or is malformed.", { code: "MALFORMED_FORM" }),
  "invalid form": ({ faults }) => validationFailed(faults),
  "unsupported file": ({ detail }) =>
    new HttpProblem(415, detail, { code: "UNSUPPORTED_FILE_TYPE" }),
  "empty file": ({ bytes }) =>
    new HttpProblem(
      422,
      bytes === 0
        ? "The file is empty: it has 0 bytes."
        : "The file is empty: it has only white space.",
      { code: "EMPTY_FILE" },
    ),
  "file too large": ({ maxBytes }) =>
    new HttpProblem(
      413,
      `The file is too large: at most ${
        formatNumber(maxBytes)
      } bytes are accepted. Split it and try again.`,
      { code: "FILE_TOO_LARGE" },
    ),
  "infected file": ({ signature }) =>
    new HttpProblem(
      422,
      `The virus scanner found ${signature} in the file, so it was not stored. Clean it, then try again.`,
      { code: "FILE_INFECTED" },
    ),
  "too late": ({ deadlineMs }) =>
    new HttpProblem(408, `The upload took longer than ${Math.round(deadlineMs / 1000)} s.`, {
      code: "UPLOAD_INCOMPLETE",
    }),
  "broken off": () =>
    new HttpProblem(408, "The upload was interrupted.", { code: "UPLOAD_INCOMPLETE" }),
  "too many at once": ({ gate, most }) =>
    limitReached({
      code: `${gate.toUpperCase()}_AT_ONCE`,
      detail: atOnce[gate](most),
      limit: most,
      retryAfterS: PLACE_RETRY_S,
    }),
  "all places taken": () =>
    unavailable("Many files are arriving at once; try again in a few seconds.", PLACE_RETRY_S),
  "gave way": ({ bytesPerS }) =>
    new HttpProblem(
      503,
      "All places are taken, others wait for one, and this file came at " +
        `${
          formatNumber(Math.round(bytesPerS))
        } bytes a second: it was interrupted to make room. Send it ` +
        "again in some seconds, over a faster connection or with fewer files at once.",
      {
        code: "GAVE_WAY",
        headers: { "retry-after": String(PLACE_RETRY_S), connection: "close" },
      },
    ),
  "too many files in work": ({ own, most }) =>
    limitReached({
      code: "FILES_IN_WORK",
      detail:
        `You have ${formatNumber(own)} files in work, and ${
          formatNumber(most)
        } is the most at once. ` +
        "Try again when one of them has been read, or delete one.",
      limit: most,
      retryAfterS: WORK_RETRY_S,
    }),
  "too much kept": tooMuchKept,
  "too much in a day": ({ own, more, most }) =>
    limitReached({
      code: "BYTES_UPLOADED",
      detail:
        `You uploaded ${formatNumber(own)} bytes in the last 24 hours, and ${
          formatNumber(most)
        } is the most.` + brings(more) + " Try again later.",
      limit: most,
      retryAfterS: DAY_RETRY_S,
    }),
  "key reused": () =>
    new HttpProblem(
      422,
      "This Idempotency-Key was used for another file or other options: choose a new one.",
      { code: "IDEMPOTENCY_KEY_REUSED" },
    ),
  "contested key": () =>
    unavailable(
      "Other uploads with this Idempotency-Key are arriving at the same time; send it again in a few " +
        "seconds.",
    ),
  "file gone": () =>
    new HttpProblem(409, "The file of that job is not stored any more: upload it again.", {
      code: "FILE_GONE",
    }),
  "unknown job": () => notFound("job"),
  "account closed": () =>
    new HttpProblem(401, "The account has been deleted.", { code: "UNAUTHENTICATED" }),
  "contested job": () =>
    unavailable("Others are changing this job at the same time; try again in a few seconds."),
};

const atOnce: Record<GateName, (most: number) => string> = {
  requests: (most) =>
    `You have ${most} uploads and previews open, which is the most at once. Try again when some ` +
    "of them have ended.",
  uploads: (most) =>
    `You have ${most} uploads on their way, which is the most at once. Try again when one of them ` +
    "has arrived.",
  previews: (most) =>
    `You have ${most} previews under way, which is the most at once. Try again when one of them is ` +
    "done.",
};

const kept = {
  bytes: { code: "BYTES_KEPT", name: "bytes of files" },
  rows: { code: "ROWS_KEPT", name: "rows" },
} as const;

function tooMuchKept({ what, own, more, most }: Of<"too much kept">): HttpProblem {
  const { code, name } = kept[what];
  if (more > most) {
    const detail =
      `This file has up to ${formatNumber(more)} ${name}, and ${formatNumber(most)} is the ` +
      "most that you may keep. Split the file and upload its parts.";
    return new HttpProblem(413, detail, { code });
  }
  const detail =
    `You keep ${formatNumber(own)} ${name}, and ${formatNumber(most)} is the most.${
      brings(more)
    } ` +
    "Delete jobs that you no longer need (failed ones count too), then try again.";
  return limitReached({ code, detail, limit: most, retryAfterS: KEPT_RETRY_S });
}

const brings = (more: number) => more > 0 ? ` This file has up to ${formatNumber(more)} more.` : "";

/** The problem that answers what is refused; undefined for any other error. */
export const refusalProblem = problemOfRefusal(problems);
