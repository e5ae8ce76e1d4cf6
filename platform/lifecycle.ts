/**
 * The lifecycle of a service process: it listens, prepares itself, logs `ready`, and on SIGTERM or
 * SIGINT stops accepting requests, finishes those in progress, stops its work and exits 0 within 25
 * s (platforms kill at 30). An uncaught fault ends it with 1; the supervisor restarts it.
 */
import pTimeout from "p-timeout";
import { listenByDeno } from "./deno_listen.ts";
import type { Log } from "./log.ts";
import { reportEventLoopDelay } from "./event_loop_delay.ts";
import type { Listener, ListenOptions, RequestHandler, Tls } from "./node_http/listen.ts";
import { withQuery } from "./hidden_query.ts";
import { rejectMalformed } from "./malformed_requests.ts";
import { unavailable } from "./problem.ts";
import { nameRequest } from "./trace.ts";

export type ServiceOptions = {
  log: Log;
  app: { fetch: RequestHandler };
  port: number;
  hostname: string;
  /** Speaks TLS with it. */
  tls?: Tls | undefined;
  /** A server other than Deno's. @throws Deno.errors.AddrInUse */
  listen?: ((options: ListenOptions) => Promise<Listener>) | undefined;
  /**
   * Prepares tables and starts work besides HTTP. The port is open already, but until this resolves
   * every request except /healthz gets 503.
   */
  start?: () => Promise<void> | void;
  /** Called on the signal: take no more work, end live streams. */
  quiesce?: (() => Promise<void> | void) | undefined;
  /** Called after the last request: end remaining work, close connections. */
  stop?: () => Promise<void> | void;
};

/** How long shutdown may take in all, and requests in progress of that. */
const GRACE_MS = 25_000;
const DRAIN_MS = 5_000;
/** Whatever is still open after that, such as a pooled connection, is abandoned. */
const LINGER_MS = 1_000;

/** Runs the service until a signal or fault ends the process. Resolves once it is ready. */
export async function runService(options: ServiceOptions): Promise<void> {
  const { log, hostname, app } = options;
  endOnFault(log);
  reportEventLoopDelay();
  let started = false;
  const server = await listen(
    options,
    rejectMalformed((request, info) =>
      started || new URL(request.url).pathname === "/healthz"
        ? app.fetch(withQuery(request), info)
        : notNow(request, "starting")
    ),
  );
  const stop = once((signal: string) => stopService(options, server, signal));
  Deno.addSignalListener("SIGTERM", () => stop("SIGTERM"));
  Deno.addSignalListener("SIGINT", () => stop("SIGINT"));
  try {
    await options.start?.();
  } catch (error) {
    log.error("startup failed, exiting", { error });
    Deno.exit(1);
  }
  started = true;
  log.info("ready", { url: `http://${hostname}:${server.port}`, pid: Deno.pid });
}

async function listen(
  { port, hostname, tls, listen }: ServiceOptions,
  handler: RequestHandler,
): Promise<Listener> {
  const options = { port, hostname, tls, handler };
  try {
    return await (listen?.(options) ?? listenByDeno({ ...options, refuse: notAnyMore }));
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    console.error(`port ${port} on ${hostname} is taken: set PORT to a free one`);
    Deno.exit(2);
  }
}

const notAnyMore = (request: Request): Response => notNow(request, "stopping");

function notNow({ method }: Request, doing: "starting" | "stopping"): Response {
  nameRequest(method, `(${doing})`);
  const problem = unavailable(`The service is ${doing}; try again shortly.`, 1);
  return new Response(JSON.stringify(problem.toBody()), {
    status: problem.status,
    headers: { ...problem.headers, "content-type": "application/problem+json" },
  });
}

/**
 * Deno would print the fault verbatim, with any values that its message quotes. So it is logged
 * safely, and an empty one ends the process with 1; see `endByItself` for why not Deno.exit.
 */
function endOnFault(log: Log): void {
  let ended = false;
  const end = (event: Event, error: unknown) => {
    if (ended) return;
    ended = true;
    event.preventDefault();
    log.error("unexpected fault, exiting", { error });
    reportError(new Error("the process ends by the fault that was logged"));
  };
  globalThis.addEventListener("unhandledrejection", (event) => end(event, event.reason));
  globalThis.addEventListener("error", (event) => end(event, event.error));
}

async function stopService(
  { log, quiesce, stop }: ServiceOptions,
  server: Listener,
  signal: string,
): Promise<void> {
  log.info("stopping", { signal });
  Deno.unrefTimer(setTimeout(() => {
    log.error("shutdown took too long, exiting", { grace_ms: GRACE_MS });
    Deno.exit(1);
  }, GRACE_MS));
  try {
    await Promise.all([quiesce?.(), drained(server)]);
    await stop?.();
    log.info("stopped");
    endByItself(log);
  } catch (error) {
    log.error("shutdown failed, exiting", { error });
    Deno.exit(1);
  }
}

/**
 * The process ends because nothing is left to do. Deno.exit blocks this thread while it flushes
 * telemetry, and deadlocks if the exporter is collecting this thread's metrics at that moment (Deno
 * 2.9.6): such a service had to be killed.
 */
function endByItself(log: Log): void {
  Deno.unrefTimer(setTimeout(() => {
    log.warn("something is still open, exiting anyway", { after_ms: LINGER_MS });
    Deno.exit(0);
  }, LINGER_MS));
}

async function drained(server: Listener): Promise<void> {
  await pTimeout(server.shutdown(), { milliseconds: DRAIN_MS, message: false });
}

function once(work: (signal: string) => Promise<void>): (signal: string) => void {
  let done = false;
  return (signal) => {
    if (done) return;
    done = true;
    work(signal);
  };
}
