/** What each refusal of the projection is over HTTP: status, code, sentence, headers. */
import { formatNumber } from "@rollcall/contracts";
import {
  HttpProblem,
  limitReached,
  notFound,
  unavailable,
  validationFailed,
} from "@rollcall/platform/problem.ts";
import { problemOfRefusal, type Problems } from "@rollcall/platform/refusal.ts";
import type { Refusal } from "../refusal.ts";

type Outcome = Refusal["outcome"];
type Of<O extends Outcome> = Extract<Refusal, { outcome: O }>;

/** When a user who reads all the moments of the past that they may, or finds them full, may retry. */
const PAST_RETRY_S = 2;
/** The same for a fold that took too long. */
const SLOW_PAST_RETRY_S = 5;
/** The same for live views. */
const LIVE_RETRY_S = 5;
/** The same for read models that are behind. */
const BEHIND_RETRY_S = 1;

const problems: Problems<Refusal> = {
  "unknown job": () => notFound("job"),
  "unknown contact": () => missing("There is no such contact."),
  "unknown list version": ({ asked, newest }) =>
    missing(
      `There is no version ${asked} of the clean list: ` +
        `${newest === 0 ? "there is none yet" : `the newest is ${newest}`}.`,
    ),
  "no clean list": (refusal) =>
    new HttpProblem(409, unfinished(refusal), { code: "NOT_FINALIZED" }),
  "no former list": () =>
    new HttpProblem(
      409,
      "There is no version of the clean list before the first to compare it with.",
      { code: "NO_FORMER_LIST" },
    ),
  "unknown version": ({ version }) =>
    invalid("min_version", `${version} is no version yet: take it from a command's answer`),
  "behind version": ({ version }) =>
    new HttpProblem(
      503,
      `The answer does not include version ${version} yet; ask again in a second.`,
      { code: "READ_MODEL_BEHIND", headers: { "retry-after": String(BEHIND_RETRY_S) } },
    ),
  "unknown past": ({ position, head }) =>
    invalid("at_version", `${position} is no version yet: the newest is ${head}`),
  "past too large": ({ lines, bytes }) =>
    new HttpProblem(
      413,
      `The past of a job of more than ${formatNumber(lines)} rows, edits and events, or ` +
        `${
          bytes >> 20
        } MiB of them, is not shown; ask without at_version for the job as it is now.`,
      { code: "PAST_TOO_LARGE" },
    ),
  "past too slow": () => unavailable("Reading the job's past took too long.", SLOW_PAST_RETRY_S),
  "too many pasts": ({ own, limit }) =>
    limitReached({
      code: "PASTS_READ",
      detail: `You have asked for ${own} moments of the past that are still being read, and ` +
        `that is the most at once; try again when one of them is answered.`,
      limit,
      retryAfterS: PAST_RETRY_S,
    }),
  "pasts full": () =>
    unavailable(
      "Too many moments of the past are being read right now; try again shortly.",
      PAST_RETRY_S,
    ),
  "too many live views": ({ own, limit }) =>
    limitReached({
      code: "LIVE_VIEWS",
      detail: `You have ${own} live views open, and ${limit} is the most at once. ` +
        `Close one; without a live view, a job's page still refreshes now and then.`,
      limit,
      retryAfterS: LIVE_RETRY_S,
    }),
  "live views full": () =>
    unavailable("Too many live views are open; try again in a while.", LIVE_RETRY_S),
  "unknown cursor": () =>
    invalid("cursor", "is no cursor of this list: take it from the Link header of the page before"),
  "cursor of another question": () =>
    invalid(
      "cursor",
      "was made for another search, sort or filter: keep those of the previous page, or begin " +
        "without a cursor",
    ),
  "unknown key": ({ word, key }) =>
    invalid(word, `"${key}" is neither a field nor a column of the file`),
  "unknown filter": ({ filter }) =>
    invalid(
      "filter",
      `"${filter}" is not a filter: write field:is:text, field:contains:text, field:empty or ` +
        `field:filled`,
    ),
  "unknown code": ({ of, code, known }) =>
    invalid("filter", `"${code}" is no ${codesOf[of]}: ${known.join(", ")}`),
};

/** What a code of a filter is one of. */
const codesOf: Record<Of<"unknown code">["of"], string> = {
  state: "state",
  warning: "warning",
  issue: "type of issue",
};

/** The problem that answers what is refused; undefined for any other error. */
export const refusalProblem = problemOfRefusal(problems);

const missing = (detail: string) => new HttpProblem(404, detail, { code: "NOT_FOUND" });

const invalid = (name: string, message: string) =>
  validationFailed([{ path: `query.${name}`, message }]);

function unfinished({ status, openIssues, newest }: Of<"no clean list">): string {
  if (newest > 0 && status === "NEEDS_REVIEW") {
    const next = openIssues === 0
      ? "Finalise the job to create the next one"
      : `Resolve the open issues (${openIssues}) and finalise the job to create the next one`;
    return `The clean list is out of date: a decision was taken or undone since. ${next}, or, if ` +
      `you just have, ask again with min_version; list_version=${newest} is the last one.`;
  }
  switch (status) {
    case "FAILED":
      return "There is no clean list: the file could not be read.";
    case "NEEDS_REVIEW":
      return openIssues === 0
        ? "There is no clean list yet. All issues are resolved: finalise the job to create it, or, if you just have, ask again with min_version."
        : `There is no clean list yet: issues are open (${openIssues}). Resolve them first, or, if ` +
          "the job is finalised, ask again with min_version.";
    default:
      return "There is no clean list yet: the file is still being read.";
  }
}
