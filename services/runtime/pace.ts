/**
 * Bodies come at a bearable pace or not at all: who is silent, drips, or takes longer than there is
 * time for is told so with 408. Only the time in which a byte is waited for counts; while nobody
 * reads, the sender is not to blame.
 */
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "./http.ts";
import { HttpProblem } from "./problem.ts";

export interface Pace {
  /** ms without a byte */
  silenceMs: number;
  /** ms of waiting in all, beyond what the bytes that came have earned at `bytesPerS` */
  patienceMs: number;
  bytesPerS: number;
  /** ms from the first wait to the last byte */
  wholeMs: number;
}

const SILENCE_MS = 10_000;
const PATIENCE_MS = 20_000;
const BYTES_PER_S = 1_024;
/** Below what a handler has to answer. */
const WHOLE_MS = 20_000;

/** For a body that is held in memory, JSON say. */
export const shortBody: Pace = {
  silenceMs: SILENCE_MS,
  patienceMs: PATIENCE_MS,
  bytesPerS: BYTES_PER_S,
  wholeMs: WHOLE_MS,
};
/** For a file, whose time as a whole is its service's business. */
export const streamedBody: Pace = { ...shortBody, wholeMs: Infinity };

/** Holds the body of every request to the pace; answers 408 where it does not keep it. */
export function keepPace(pace: Pace): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { body } = c.req.raw;
    if (!body) return await next();
    const { stream, tooSlow } = paced(body, pace);
    c.req.raw = new Request(c.req.raw, { body: stream, duplex: "half" } as RequestInit);
    const work = next();
    const problem = await Promise.race([work.then(() => undefined), tooSlow]);
    if (!problem) return;
    // The reading has failed by now, and what the handler held is free before its client comes again.
    await work;
    throw problem;
  };
}

export interface Paced {
  stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Resolves once the pace was not kept, before the stream fails with the same problem. */
  tooSlow: Promise<HttpProblem>;
}

/** The same body, which fails where it does not come at the pace. */
export function paced(body: ReadableStream<Uint8Array<ArrayBuffer>>, pace: Pace): Paced {
  const reader = body.getReader();
  const { promise: tooSlow, resolve: refuse } = Promise.withResolvers<HttpProblem>();
  let bytes = 0, waitedMs = 0;
  let startedAt: number | undefined;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const askedAt = performance.now();
      startedAt ??= askedAt;
      const earnedMs = (bytes / pace.bytesPerS) * 1_000;
      const limit = firstOf([
        { ms: pace.silenceMs, problem: () => silent(pace) },
        { ms: pace.patienceMs + earnedMs - waitedMs, problem: () => dripping(pace) },
        { ms: startedAt + pace.wholeMs - askedAt, problem: () => tooLong(pace) },
      ]);
      const read = limit.ms > 0 ? await within(limit.ms, reader.read()) : undefined;
      if (!read) {
        const problem = limit.problem();
        refuse(problem);
        controller.error(problem);
        return void reader.cancel(problem).catch(() => {});
      }
      waitedMs += performance.now() - askedAt;
      if (read.done) return controller.close();
      bytes += read.value.length;
      controller.enqueue(read.value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return { stream, tooSlow };
}

/** What the promise resolves to, or undefined where that takes longer. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), Math.min(ms, MAX_TIMER_MS));
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

/** A timer that is longer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface Limit {
  ms: number;
  problem: () => HttpProblem;
}

function firstOf(limits: Limit[]): Limit {
  return limits.reduce((first, limit) => limit.ms < first.ms ? limit : first);
}

function silent({ silenceMs }: Pace): HttpProblem {
  return late(`Nothing of the request has arrived for ${seconds(silenceMs)}.`);
}

function dripping({ bytesPerS }: Pace): HttpProblem {
  return late(`The request arrives too slowly: at least ${bytesPerS} bytes a second are needed.`);
}

function tooLong({ wholeMs }: Pace): HttpProblem {
  return late(`The request did not arrive within ${seconds(wholeMs)}.`);
}

function late(found: string): HttpProblem {
  return new HttpProblem(408, `${found} Check the connection, then send it again.`, {
    code: "TOO_SLOW",
    headers: { connection: "close" },
  });
}

const seconds = (ms: number) => `${ms / 1_000} s`;
