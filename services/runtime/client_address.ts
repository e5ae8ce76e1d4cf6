/**
 * Who asks, by address, where proxies stand before us: each of them adds the address that it saw at
 * the end of X-Forwarded-For. Counted from the right, so many entries are our proxies' own words;
 * whatever stands before them is what the client says of itself, and is believed by nobody.
 */
import type { Context } from "hono";
import { getConnInfo } from "hono/deno";
import { z } from "zod";

/** More proxies in a row than anybody has. */
const MAX_HOPS = 10;

/** How many proxies of ours a request passes before it comes here. */
export function proxyFields(hops: number) {
  return {
    TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(MAX_HOPS).default(hops)
      .meta({ description: `how many proxies stand before it, from 0 to ${MAX_HOPS}` }),
  };
}

/**
 * The address of the client, `hops` proxies away.
 *
 * @param forwardedFor the header X-Forwarded-For, or null
 * @param peer the address that the connection comes from
 * @returns where fewer proxies were passed than that, the first address that is known
 */
export function clientAddress(forwardedFor: string | null, peer: string, hops: number): string {
  const passed = (forwardedFor ?? "").split(",").map((entry) => entry.trim()).filter(Boolean);
  const chain = [...passed, peer];
  return canonical(chain[Math.max(0, chain.length - 1 - hops)]!);
}

/** The same of a request that Deno serves. */
export function addressOf(c: Context, hops: number): string {
  return clientAddress(c.req.header("x-forwarded-for") ?? null, peerOf(c), hops);
}

/** The address that the connection comes from; "unknown" where there is none, as in a test. */
export function peerOf(c: Context): string {
  return c.env?.remoteAddr ? getConnInfo(c).remote.address ?? "unknown" : "unknown";
}

/** Without a port, which some proxies add, and IPv4 as such where it comes as IPv6. */
function canonical(address: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ??
    /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  return bare.toLowerCase().replace(/^::ffff:(?=[\d.]+$)/, "");
}

/**
 * What addresses count as one: of IPv6 a network of 64 bits is a single customer's, who may take any
 * address in it.
 */
export function networkOf(address: string): string {
  if (!address.includes(":") || !URL.canParse(`http://[${address}]`)) return address;
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = head ? head.split(":") : [];
  const behind = tail ? tail.split(":") : [];
  while (groups.length + behind.length < 8) groups.push("0");
  return `${[...groups, ...behind].slice(0, 4).join(":")}::/64`;
}
