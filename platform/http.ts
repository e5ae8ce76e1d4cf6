/**
 * The base of every HTTP service: request ids, one access log line per request, limits, secure
 * headers, and every error as problem details. Handlers throw an `HttpProblem`, or an error of
 * their own that `problemOf` translates.
 */
import { type Hook, OpenAPIHono } from "@hono/zod-openapi";
import { SpanStatusCode } from "@opentelemetry/api";
import type { Metadata } from "@rollcall/contracts";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { matchedRoutes } from "hono/route";
import { secureHeaders } from "hono/secure-headers";
import { forgetQuery } from "./hidden_query.ts";
import { isUnavailable, withTimeout } from "./unavailable.ts";
import { safeMessage } from "./loggable_error.ts";
import { type Log, withLogContext } from "./log.ts";
import {
  type ARRIVING,
  type ArrivingBody,
  BROKEN,
  enforceRate,
  type MinimumRate,
  shortBody,
  streamedBody,
} from "./body_rate.ts";
import {
  HttpProblem,
  notFound,
  problemStatus,
  renderProblem,
  unavailable,
  validationFailed,
} from "./problem.ts";
import { loggedPath } from "./logged_path.ts";
import { atMost, isProbe } from "./requests_at_once.ts";
import { correlationOf, MAX_CHARACTERS } from "./request_ids.ts";
import {
  activeSpan,
  activeTraceId,
  activeTraceparent,
  nameRequest,
  parseTraceparent,
} from "./trace.ts";
import { fieldErrors } from "./invalid_input.ts";
import { refuseOthersParameters } from "./query_words.ts";
import { unstorableIn } from "./unstorable.ts";

/**
 * What handlers find in `c.var`; `userId`, `sessionId`, `roles` and `tokenExpiresAt` (ms since 1970)
 * only after `authenticate`.
 */
export type AppEnv = {
  Variables: {
    requestId: string;
    userId: string;
    /** undefined for a token of an external provider */
    sessionId: string | undefined;
    roles: string[];
    tokenExpiresAt: number;
    log: Log;
    /** The route's pattern, if the router's own is too general. */
    route?: string;
    /** Why its body was not received in full. */
    [BROKEN]?: HttpProblem;
    [ARRIVING]?: ArrivingBody;
  };
};
export type App = OpenAPIHono<AppEnv>;

export type AppOptions = {
  log: Log;
  /** The most bytes of a body; `"streamed"` if the service counts them itself. Default 1 MiB. */
  maxBody?: number | "streamed";
  /** Requests in progress at once; further ones get 503 and retry later. Default 1,000. */
  maxRequests?: number;
  /**
   * Our own proxies before it, see client_address.ts: one address may then have a part of those. If
   * left out, clients are not told apart.
   */
  proxyHops?: number | undefined;
  /**
   * How long a handler may take to respond, in ms; a streamed response may go on. Infinity if the
   * service limits the time itself. Default 25 s.
   */
  answerWithinMs?: number;
  /**
   * The minimum rate of a body. Default: all of it within 20 s; a streamed one may take as long as
   * it flows.
   */
  rate?: MinimumRate;
  /** Translates the service's own errors; undefined for an unknown one. */
  problemOf?: (error: unknown) => HttpProblem | undefined;
};

const BODY_BYTES = 1024 * 1024;
/** Less than the gateway's timeout and the platform's. */
const ANSWER_MS = 25_000;
const MAX_REQUESTS = 1_000;

/** An app whose routes are checked by their zod schemas and whose errors are problems. */
export function createApp(options: AppOptions): App {
  const { log, maxBody = BODY_BYTES, maxRequests = MAX_REQUESTS } = options;
  const { answerWithinMs = ANSWER_MS, problemOf } = options;
  const { rate = maxBody === "streamed" ? streamedBody : shortBody } = options;
  const app: App = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.use(requestId({ limitLength: MAX_CHARACTERS }));
  app.use(accessLog(log));
  app.use(nameSpan);
  if (answerWithinMs < Infinity) app.use(answerWithin(answerWithinMs));
  app.use(enforceRate(rate));
  app.use(atMost({ requests: maxRequests, proxyHops: options.proxyHops }));
  app.use(secureHeaders({ crossOriginResourcePolicy: false }));
  app.use(noStore);
  app.use(refuseOthersParameters(app));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  if (maxBody !== "streamed") app.use(bodyLimit({ maxSize: maxBody, onError: refuseSize }));
  app.notFound((c) => renderProblem(c, notFound()));
  app.onError((error, c) => renderProblem(c, toProblem(problemOf?.(error) ?? error, c)));
  return app;
}

/** The metadata of events that a request causes. */
export function requestMetadata(c: Context<AppEnv>): Metadata {
  return {
    correlationId: correlationOf(c.var.requestId),
    causationId: null,
    userId: c.var.userId ?? null,
    traceparent: activeTraceparent() ?? broughtTraceparent(c),
  };
}

/** The caller's traceparent, used when Deno records no spans. */
function broughtTraceparent(c: Context<AppEnv>): string | null {
  const traceparent = c.req.header("traceparent") ?? null;
  return parseTraceparent(traceparent) ? traceparent : null;
}

/** Expected refusals pass through; a fault is logged in full, and the client gets only its id. */
function toProblem(error: unknown, c: Context<AppEnv>): HttpProblem {
  const broken = c.get(BROKEN);
  if (broken) return broken;
  if (error instanceof HttpProblem) {
    if (error.status >= 500) {
      c.var.log.warn("request refused", { status: error.status, cause: causes(error) });
    }
    return error;
  }
  if (error instanceof HTTPException && error.status === 415) {
    const detail = "The body's Content-Type is not accepted here: send JSON as application/json.";
    return new HttpProblem(415, detail, { code: "UNSUPPORTED_CONTENT_TYPE" });
  }
  if (error instanceof HTTPException && error.status < 500) {
    return new HttpProblem(
      problemStatus(error.status),
      error.message || "The request is not valid.",
    );
  }
  if (isUnavailable(error)) {
    c.var.log.warn("a dependency is unavailable", { cause: causes(error) });
    return unavailable("A part of the system cannot be reached right now; try again shortly.");
  }
  c.var.log.error("request failed", { error });
  const detail =
    `The request failed because of an error on our side, logged as ${c.var.requestId}.`;
  return new HttpProblem(500, detail, { code: "INTERNAL" });
}

/** The messages of an error and of what caused it, outermost first. */
function causes(error: unknown): string[] {
  return error instanceof Error ? [safeMessage(error), ...causes(error.cause)] : [];
}

/** A hanging dependency counts as unavailable: its caller must not hang with it. */
function answerWithin(ms: number): MiddlewareHandler<AppEnv> {
  return async (_c, next) => {
    await withTimeout(
      next(),
      ms,
      "The request took too long; a part of the system is not answering.",
    );
  };
}

/** Called for every input with a schema: path, query, headers and body. */
const refuseInvalid: Hook<unknown, AppEnv, string, Response | undefined> = (result, c) => {
  const place = result.target === "json" ? "body" : result.target;
  const errors = result.success
    ? unstorableIn(result.data, place)
    : fieldErrors(result.error.issues, place);
  if (!errors.length) return undefined;
  // An impossible id in the path is a resource that does not exist.
  if (result.target === "param") {
    const [wrong] = result.success ? [] : result.error.issues;
    throw notFound(wrong?.path[0] === "contact_id" ? "contact" : nameOf(c.req.path));
  }
  throw validationFailed(errors);
};

/** What a path's id is of. */
function nameOf(path: string): "issue" | "session" | "job" {
  if (path.startsWith("/issues/")) return "issue";
  return path.startsWith("/auth/sessions/") ? "session" : "job";
}

function refuseMethod(c: Context, methods: string[]): Response {
  const allow = methods.join(", ");
  const detail = `${c.req.method} is not possible here; possible: ${allow}.`;
  const options = { code: "METHOD_NOT_ALLOWED", headers: { allow } };
  return renderProblem(c, new HttpProblem(405, detail, options));
}

function refuseSize(): never {
  throw new HttpProblem(413, "The request body is too large.", { code: "BODY_TOO_LARGE" });
}

function accessLog(log: Log): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    c.set("log", log);
    const startedAt = performance.now();
    return withLogContext(logContext(c), async () => {
      await next();
      // Readiness is probed every second: log it at debug level only.
      log[isProbe(c.req.path) ? "debug" : "info"]("request", {
        method: c.req.method,
        path: loggedPath(c.req.path),
        status: c.res.status,
        duration_ms: Math.round(performance.now() - startedAt),
      });
    });
  };
}

/** The ids on every log line about this request, as far as known. */
function logContext(c: Context<AppEnv>): Record<string, unknown> {
  const jobId = c.req.path.match(/^(?:\/api)?\/(?:jobs|issues)\/([0-9a-f-]{36})(?![^./])/)?.[1];
  const traceId = activeTraceId(broughtTraceparent(c));
  const { requestId } = c.var, kept = correlationOf(requestId);
  return {
    correlation_id: requestId,
    // What events of this request, and so the lines of workers, have in its place.
    ...(kept !== requestId && { event_correlation_id: kept }),
    ...(jobId && { job_id: jobId }),
    ...(traceId && { trace_id: traceId }),
  };
}

/** Answers are private: no proxy and no browser keeps one that does not allow it. */
const noStore: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (!c.res.headers.has("cache-control")) c.header("cache-control", "no-store");
};

const nameSpan: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  const span = activeSpan();
  if (!span) return;
  const route = c.var.route ?? matchedRoutes(c).findLast(({ path }) => !/^\/?\*$/.test(path))?.path;
  if (route) nameRequest(c.req.method, route);
  forgetQuery(span, c.req);
  if (c.res.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
};
