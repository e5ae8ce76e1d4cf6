/**
 * Bounds the memory and database connections that requests use. One address gets only a share: a
 * client that holds requests open, for example with bodies that trickle in, locks out itself and
 * nobody else.
 */
import type { Context, MiddlewareHandler } from "hono";
import { ARRIVING, type ArrivingBody } from "./body_rate.ts";
import { addressOf, networkOf } from "./client_address.ts";
import { HttpProblem, unavailable } from "./problem.ts";

export interface AtOnce {
  /** in all */
  requests: number;
  /** our own proxies between the client and us; undefined: addresses are not told apart */
  proxyHops: number | undefined;
}

/** Of all requests, those that one address may have in progress. */
const SHARE_OF_ADDRESS = 1 / 4;

/**
 * Comes after the time limit, so a request counts until its work has ended, even if its caller has
 * stopped waiting. A stream counts until it begins.
 *
 * At the limit of all, a body whose client is waited for gives its place to a newcomer whose address
 * has fewer: bodies that hardly come, from however many addresses, keep nobody out.
 *
 * @throws HttpProblem 503 at the limit of all, 429 at that of an address
 */
export function atMost({ requests, proxyHops }: AtOnce): MiddlewareHandler {
  const ofAddress = Math.ceil(requests * SHARE_OF_ADDRESS);
  const inWork = new Map<string, Set<InWork>>();
  let all = 0;
  const leave = (one: InWork) => {
    const own = inWork.get(one.address);
    // Who gave way has left before his work ends.
    if (!own?.delete(one)) return;
    all--;
    if (own.size === 0) inWork.delete(one.address);
  };
  return async (c, next) => {
    if (isProbe(c.req.path)) return await next();
    const address = whose(c, proxyHops);
    const own = inWork.get(address)?.size ?? 0;
    if (proxyHops !== undefined && own >= ofAddress) throw tooMany();
    if (all >= requests) {
      const slow = slowest(inWork, own);
      if (!slow) throw unavailable("Too many requests are arriving at once; try again shortly.");
      leave(slow);
      slow.body!.breakOff(gaveWay());
    }
    const body: ArrivingBody | undefined = c.get(ARRIVING);
    const one: InWork = { address, body };
    inWork.set(address, (inWork.get(address) ?? new Set()).add(one));
    all++;
    try {
      await next();
    } finally {
      leave(one);
    }
  };
}

/** A request in progress. */
interface InWork {
  address: string;
  /** undefined if it has none */
  body: ArrivingBody | undefined;
}

/**
 * Of the address with the most requests, if they are more than `own`, the one whose client has been
 * waited for the longest; undefined if no address with more has such a body.
 */
function slowest(inWork: ReadonlyMap<string, Set<InWork>>, own: number): InWork | undefined {
  let most = own, since = Infinity;
  let slowest: InWork | undefined;
  for (const requests of inWork.values()) {
    if (requests.size <= own || requests.size < most) continue;
    for (const one of requests) {
      const waitingSince = one.body?.waitingSince;
      if (waitingSince === undefined || requests.size === most && waitingSince >= since) continue;
      [most, since, slowest] = [requests.size, waitingSince, one];
    }
  }
  return slowest;
}

export function isProbe(path: string): boolean {
  return path === "/healthz" || path === "/readyz";
}

const whose = (c: Context, proxyHops: number | undefined) =>
  proxyHops === undefined ? "" : networkOf(addressOf(c, proxyHops));

function tooMany(): HttpProblem {
  const detail = "Too many requests of your address are in progress; wait until some have ended.";
  return new HttpProblem(429, detail, {
    code: "TOO_MANY_REQUESTS",
    headers: { "retry-after": "1" },
  });
}

function gaveWay(): HttpProblem {
  const detail = "Too many requests are arriving at once, and this one came slowly: it was " +
    "interrupted to make room. Send it again in a few seconds.";
  return new HttpProblem(503, detail, {
    code: "UNAVAILABLE",
    headers: { "retry-after": "5", connection: "close" },
  });
}
