/**
 * Bounds the memory and database connections that requests use. One address gets only a share: a
 * client that holds requests open, for example with bodies that trickle in, locks out itself and
 * nobody else.
 */
import type { Context, MiddlewareHandler } from "hono";
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
 * @throws HttpProblem 503 at the limit of all, 429 at that of an address
 */
export function atMost({ requests, proxyHops }: AtOnce): MiddlewareHandler {
  const ofAddress = Math.ceil(requests * SHARE_OF_ADDRESS);
  const inWork = new Map<string, number>();
  let all = 0;
  const count = (address: string, by: 1 | -1) => {
    all += by;
    const own = (inWork.get(address) ?? 0) + by;
    if (own > 0) inWork.set(address, own);
    else inWork.delete(address);
  };
  return async (c, next) => {
    if (isProbe(c.req.path)) return await next();
    const address = whose(c, proxyHops);
    if (proxyHops !== undefined && (inWork.get(address) ?? 0) >= ofAddress) throw tooMany();
    if (all >= requests) {
      throw unavailable("Too many requests are arriving at once; try again shortly.");
    }
    count(address, 1);
    try {
      await next();
    } finally {
      count(address, -1);
    }
  };
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
