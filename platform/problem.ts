/**
 * Errors as RFC 9457 problem details. Handlers throw `HttpProblem` with a status and a sentence;
 * anything else thrown becomes a 500 that reveals no internals.
 */
import type { Problem } from "@rollcall/contracts/api";
import type { Context } from "hono";
import { policyName, rateLimitHeaders } from "./rate_limits.ts";

export type FieldErrors = NonNullable<Problem["errors"]>;

export type ProblemOptions = {
  /** A stable word for programs, such as FILE_TOO_LARGE. */
  code?: string;
  errors?: FieldErrors;
  headers?: Record<string, string>;
  cause?: unknown;
};

/** The statuses of the API's refusals. */
const titles = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
} as const;

export type ProblemStatus = keyof typeof titles;

/** An expected refusal of a request. `detail` is a sentence for the user. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly code: string | undefined;
  readonly errors: FieldErrors | undefined;
  readonly headers: Record<string, string>;

  constructor(
    readonly status: ProblemStatus,
    readonly detail: string,
    options: ProblemOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.code = options.code;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }

  /** The problem as JSON, without unset members. */
  toBody(): Problem {
    return {
      type: "about:blank",
      title: titles[this.status],
      status: this.status,
      detail: this.detail,
      ...(this.code && { code: this.code }),
      ...(this.errors && { errors: this.errors }),
    };
  }
}

/** The problem as a response, with the headers that middleware has set. */
export function renderProblem(c: Context, problem: HttpProblem): Response {
  return c.body(JSON.stringify(problem.toBody()), problem.status, {
    ...problem.headers,
    "content-type": "application/problem+json",
  });
}

/** The status if a problem can have it; unknown ones become 400 or 500. */
export function problemStatus(status: number): ProblemStatus {
  return isProblemStatus(status) ? status : status < 500 ? 400 : 500;
}

function isProblemStatus(status: number): status is ProblemStatus {
  return status in titles;
}

/** The same words for a missing resource and for another user's. */
export function notFound(
  what: "job" | "issue" | "row" | "contact" | "batch" | "session" | "page" = "page",
): HttpProblem {
  return new HttpProblem(404, `There is no such ${what}.`, { code: "NOT_FOUND" });
}

/** A dependency is temporarily unavailable; the client should retry. */
export function unavailable(detail: string, retryAfterS = 2, cause?: unknown): HttpProblem {
  const headers = { "retry-after": String(retryAfterS) };
  return new HttpProblem(503, detail, { code: "UNAVAILABLE", headers, cause });
}

export interface ReachedLimit {
  /** a stable word for programs, such as FILES_IN_WORK */
  code: string;
  /** what the limit is, what the user has, and the way out */
  detail: string;
  limit: number;
  retryAfterS: number;
}

/** A per-user limit is reached; the RateLimit headers say which one. */
export function limitReached({ code, detail, limit, retryAfterS }: ReachedLimit): HttpProblem {
  const reached = { name: policyName(code), quota: limit, remaining: 0, resetS: retryAfterS };
  const headers = { "retry-after": String(retryAfterS), ...rateLimitHeaders([reached]) };
  return new HttpProblem(429, detail, { code, headers });
}

/** An input that was parsed but is invalid, field by field. */
export function validationFailed(errors: FieldErrors): HttpProblem {
  const [first] = errors;
  const detail = first ? `${first.path}: ${first.message}` : "The request is not valid.";
  return new HttpProblem(422, detail, { code: "VALIDATION_FAILED", errors });
}
