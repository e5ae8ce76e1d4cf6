/**
 * The client's address behind proxies: each proxy appends the address that it saw to
 * X-Forwarded-For. Only the last `hops` entries, which our own proxies wrote, are trusted; what
 * precedes them is the client's own claim.
 */
import { isIP } from "node:net";
import type { Context } from "hono";
import { getConnInfo } from "hono/deno";

/**
 * The address of the client, `hops` proxies away.
 *
 * @param forwardedFor the header X-Forwarded-For, or null
 * @param peer the address that the connection comes from
 * @returns the first known address if the request passed fewer proxies; the peer's where the header
 * has no address there, but words of whoever wrote it
 */
export function clientAddress(forwardedFor: string | null, peer: string, hops: number): string {
  const passed = (forwardedFor ?? "").split(",").map((entry) => entry.trim()).filter(Boolean);
  const chain = [...passed, peer];
  const address = canonical(chain[Math.max(0, chain.length - 1 - hops)]!);
  return isIP(address) ? address : canonical(peer);
}

/** The same for a request that Deno serves. */
export function addressOf(c: Context, hops: number): string {
  return clientAddress(c.req.header("x-forwarded-for") ?? null, peerOf(c), hops);
}

/** The address of the connection's peer; "unknown" if there is none, as in tests. */
export function peerOf(c: Context): string {
  return c.env?.remoteAddr ? getConnInfo(c).remote.address ?? "unknown" : "unknown";
}

/** Without the port that some proxies add; IPv4-mapped IPv6 as IPv4. */
function canonical(address: string): string {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ??
    /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  return bare.toLowerCase().replace(/^::ffff:(?=[\d.]+$)/, "");
}

/**
 * The unit that limits count by: an IPv4 address, or an IPv6 /64, of which one customer may use any
 * address.
 */
export function networkOf(address: string): string {
  return address.includes(":") ? prefixOf(address, 4) ?? address : address;
}

/** What belongs together more loosely: an IPv4 /24, or an IPv6 /48, as one site has. */
export function wideNetworkOf(address: string): string {
  if (address.includes(":")) return prefixOf(address, 3) ?? address;
  return address.replace(/^(\d+\.\d+\.\d+)\.\d+$/, "$1.0/24");
}

/** The network of an IPv6 address, given by so many groups of 16 bits; undefined if it is none. */
function prefixOf(address: string, length: number): string | undefined {
  if (!URL.canParse(`http://[${address}]`)) return undefined;
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = head ? head.split(":") : [];
  const behind = tail ? tail.split(":") : [];
  while (groups.length + behind.length < 8) groups.push("0");
  return `${[...groups, ...behind].slice(0, length).join(":")}::/${length * 16}`;
}
