/**
 * The life of a service's process: it listens, prepares itself, says `ready`, and on SIGTERM or
 * SIGINT stops accepting, lets running requests end, stops its work and exits 0 within 25 s
 * (a platform kills at 30). A fault that nobody caught ends it with 1; the supervisor restarts it.
 */
import type { Log } from "./log.ts";
import { reportLoopHolds } from "./loop_holds.ts";
import type { Listener, ListenOptions, RequestHandler } from "./node_http/listen.ts";
import { withoutOdd } from "./odd_requests.ts";
import { unavailable } from "./problem.ts";
import { nameRequest } from "./trace.ts";

export type ServiceOptions = {
  log: Log;
  app: { fetch: RequestHandler };
  port: number;
  hostname: string;
  /** Another server than Deno's own. @throws Deno.errors.AddrInUse */
  listen?: (options: ListenOptions) => Promise<Listener>;
  /**
   * Prepares tables and starts the work besides HTTP. The port is open by then, but until this is
   * done every request but /healthz is told to come back.
   */
  start?: () => Promise<void> | void;
  /** Called at once on the signal: take no more work, end live streams. */
  quiesce?: () => Promise<void> | void;
  /** Called after the last request: end what still runs, close connections. */
  stop?: () => Promise<void> | void;
};

/** How long a stopping service may take in all, and its running requests of that. */
const graceMs = 25_000;
const drainMs = 5_000;
/** What is open after that is left behind: a connection in somebody's pool, say. */
const lingerMs = 1_000;

/** Runs the service until a signal or a fault ends the process. Resolves once it is ready. */
export async function runService(options: ServiceOptions): Promise<void> {
  const { log, hostname, app } = options;
  endOnFault(log);
  reportLoopHolds();
  let started = false;
  const server = await listen(
    options,
    withoutOdd((request, info) =>
      started || new URL(request.url).pathname === "/healthz"
        ? app.fetch(request, info)
        : notYet(request)
    ),
  );
  const stop = once((signal: string) => stopService(options, server, signal));
  Deno.addSignalListener("SIGTERM", () => stop("SIGTERM"));
  Deno.addSignalListener("SIGINT", () => stop("SIGINT"));
  try {
    await options.start?.();
  } catch (error) {
    log.error("starting failed, the process ends", { error });
    Deno.exit(1);
  }
  started = true;
  log.info("ready", { url: `http://${hostname}:${server.port}`, pid: Deno.pid });
}

async function listen(
  { port, hostname, listen = listenByDeno }: ServiceOptions,
  handler: RequestHandler,
): Promise<Listener> {
  try {
    return await listen({ port, hostname, handler });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    console.error(`port ${port} on ${hostname} is taken: set PORT to a free one`);
    Deno.exit(2);
  }
}

// deno-lint-ignore require-await
async function listenByDeno({ port, hostname, handler }: ListenOptions): Promise<Listener> {
  const server = Deno.serve({ port, hostname, onListen: () => {} }, handler);
  return { port: server.addr.port, shutdown: () => server.shutdown() };
}

function notYet({ method }: Request): Response {
  nameRequest(method, "(starting)");
  const problem = unavailable("The service is starting; try again shortly.", 1);
  return new Response(JSON.stringify(problem.toBody()), {
    status: problem.status,
    headers: { ...problem.headers, "content-type": "application/problem+json" },
  });
}

/**
 * Deno would print the fault as it is, with the values that its message may quote. So it is logged
 * instead, and a fault that says nothing ends the process with 1; why not Deno.exit, see `endByItself`.
 */
function endOnFault(log: Log): void {
  let ended = false;
  const end = (event: Event, error: unknown) => {
    if (ended) return;
    ended = true;
    event.preventDefault();
    log.error("unexpected fault, the process ends", { error });
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
    log.error("stopping took too long, the process ends", { grace_ms: graceMs });
    Deno.exit(1);
  }, graceMs));
  try {
    await Promise.all([quiesce?.(), within(drainMs, server.shutdown())]);
    await stop?.();
    log.info("stopped");
    endByItself(log);
  } catch (error) {
    log.error("stopping failed, the process ends", { error });
    Deno.exit(1);
  }
}

/**
 * The process ends as nothing is left to do. Deno.exit holds this thread up while it hands over its
 * telemetry, and for good where the exporter waits for this thread's figures at that moment (Deno
 * 2.9.6): such a service ended only by being killed.
 */
function endByItself(log: Log): void {
  Deno.unrefTimer(setTimeout(() => {
    log.warn("something is still open, the process ends all the same", { after_ms: lingerMs });
    Deno.exit(0);
  }, lingerMs));
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([work, new Promise<void>((resolve) => timer = setTimeout(resolve, ms))]);
  clearTimeout(timer);
}

function once(work: (signal: string) => Promise<void>): (signal: string) => void {
  let done = false;
  return (signal) => {
    if (done) return;
    done = true;
    work(signal);
  };
}
