/**
 * A minimum rate for request bodies: a client that stalls, trickles or takes too long gets 408.
 * Only time spent waiting for bytes counts, not time during which nobody reads.
 */
import type { MiddlewareHandler } from "hono";
import pTimeout from "p-timeout";
import { HttpProblem } from "./problem.ts";

export interface MinimumRate {
  /** ms without a byte */
  silenceMs: number;
  /** total ms of waiting allowed, beyond what the bytes received have earned at `bytesPerS` */
  patienceMs: number;
  bytesPerS: number;
  /** ms from the first wait to the last byte */
  wholeMs: number;
}

const SILENCE_MS = 10_000;
const PATIENCE_MS = 20_000;
const BYTES_PER_S = 1_024;
/** Less than a handler's own time limit. */
const WHOLE_MS = 20_000;

/** For a body held in memory, such as JSON. */
export const shortBody: MinimumRate = {
  silenceMs: SILENCE_MS,
  patienceMs: PATIENCE_MS,
  bytesPerS: BYTES_PER_S,
  wholeMs: WHOLE_MS,
};
/** For a file, whose total time its service limits. */
export const streamedBody: MinimumRate = { ...shortBody, wholeMs: Infinity };

/** The context variable that holds the problem of a body that was not received in full. */
export const BROKEN = "brokenBody";

/** The context variable that holds the body while it arrives. */
export const ARRIVING = "arrivingBody";

/** A body on its way, as who needs its place sees it. */
export interface ArrivingBody {
  /** since when its client is waited for, as of `performance.now()`; undefined while it is not */
  readonly waitingSince: number | undefined;
  /** Fails the body, whose request is answered with this problem. */
  breakOff(problem: HttpProblem): void;
}

/** Enforces the minimum rate on every request body; answers 408 to a slower one. */
export function enforceRate(rate: MinimumRate): MiddlewareHandler {
  return async (c, next) => {
    const { body } = c.req.raw;
    if (!body) return await next();
    // Failures that follow are the client's and are not logged as ours.
    const checked = withRateCheck(body, rate, (problem) => c.set(BROKEN, problem));
    const { stream, broken } = checked;
    c.set(ARRIVING, checked);
    c.req.raw = new Request(c.req.raw, { body: stream, duplex: "half" } as RequestInit);
    const work = next();
    const problem = await Promise.race([work.then(() => undefined), broken]);
    if (!problem) return;
    // The read has failed by now; let the handler free what it holds before the client retries.
    await work;
    throw problem;
  };
}

export interface RateCheckedBody extends ArrivingBody {
  stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Resolves once the body is too slow or broken off by us, before the stream fails with it. */
  broken: Promise<HttpProblem>;
}

/**
 * The same body, which fails if it is too slow or breaks off.
 * @param onBroken called before the stream fails
 */
export function withRateCheck(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  rate: MinimumRate,
  onBroken: (problem: HttpProblem) => void = () => {},
): RateCheckedBody {
  const reader = body.getReader();
  const { promise: broken, resolve: refuse } = Promise.withResolvers<HttpProblem>();
  let bytes = 0, waitedMs = 0;
  let startedAt: number | undefined, waitingSince: number | undefined;
  let controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const breakOff = (problem: HttpProblem) => {
    waitingSince = undefined;
    onBroken(problem);
    refuse(problem);
    controller.error(problem);
    reader.cancel(problem).catch(() => {});
  };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (own) => void (controller = own),
    async pull() {
      const askedAt = waitingSince = performance.now();
      startedAt ??= askedAt;
      const earnedMs = (bytes / rate.bytesPerS) * 1_000;
      const limit = firstOf([
        { ms: rate.silenceMs, problem: () => silent(rate) },
        { ms: rate.patienceMs + earnedMs - waitedMs, problem: () => dripping(rate) },
        { ms: startedAt + rate.wholeMs - askedAt, problem: () => tooLong(rate) },
      ]);
      const inTime = { milliseconds: limit.ms, message: false } as const;
      const reading = reader.read().catch(() => brokenOff());
      const read = limit.ms > 0 ? await pTimeout(reading, inTime) : undefined;
      // Broken off meanwhile.
      if (waitingSince === undefined) return;
      waitingSince = undefined;
      if (read instanceof HttpProblem) {
        onBroken(read);
        return controller.error(read);
      }
      if (!read) return breakOff(limit.problem());
      waitedMs += performance.now() - askedAt;
      if (read.done) return controller.close();
      bytes += read.value.length;
      controller.enqueue(read.value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return {
    stream,
    broken,
    breakOff,
    get waitingSince() {
      return waitingSince;
    },
  };
}

interface Limit {
  ms: number;
  problem: () => HttpProblem;
}

function firstOf(limits: Limit[]): Limit {
  return limits.reduce((first, limit) => limit.ms < first.ms ? limit : first);
}

const brokenOff = () =>
  new HttpProblem(408, "The request was broken off before all of it had arrived.", {
    code: "BROKEN_OFF",
  });

function silent({ silenceMs }: MinimumRate): HttpProblem {
  return late(`Nothing of the request has arrived for ${seconds(silenceMs)}.`);
}

function dripping({ bytesPerS }: MinimumRate): HttpProblem {
  return late(`The request arrives too slowly: at least ${bytesPerS} bytes a second are needed.`);
}

function tooLong({ wholeMs }: MinimumRate): HttpProblem {
  return late(`The request did not arrive within ${seconds(wholeMs)}.`);
}

function late(found: string): HttpProblem {
  return new HttpProblem(408, `${found} Check the connection, then send it again.`, {
    code: "TOO_SLOW",
    headers: { connection: "close" },
  });
}

const seconds = (ms: number) => `${ms / 1_000} s`;
