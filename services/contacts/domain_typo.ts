/**
 * The domain that was meant by a mistyped one: a provider's that is one slip away, or the same name
 * with the ending that a wrong one stands for. It runs on every row, so that a domain is thought
 * about once.
 */
import { lookalikes, providers, shortEndings, wrongEndings } from "./providers.ts";
import { isSlip } from "./slip.ts";

/** Domains whose answer is remembered; then it starts anew. */
const REMEMBERED_DOMAINS = 10_000;

const known = new Set(providers);
/** Names that have `com` behind them. */
const names = new Set(providers.flatMap((domain) => domain.match(/^([^.]+)\.com$/)?.[1] ?? []));
const remembered = new Map<string, string | undefined>();

/** @param domain of a valid, normalised address */
export function typoOf(domain: string): string | undefined {
  if (known.has(domain)) return undefined;
  if (remembered.has(domain)) return remembered.get(domain);
  if (remembered.size >= REMEMBERED_DOMAINS) remembered.clear();
  const meant = think(domain);
  remembered.set(domain, meant);
  return meant;
}

function think(domain: string): string | undefined {
  const mended = mendEnding(domain);
  if (mended) return provider(mended) ?? mended;
  return provider(domain);
}

function mendEnding(domain: string): string | undefined {
  const dot = domain.lastIndexOf(".");
  const ending = domain.slice(dot + 1), before = domain.slice(0, dot);
  const meant = shortEndings.has(ending) && names.has(before) ? "com" : wrongEndings.get(ending);
  return meant && `${before}.${meant}`;
}

/** The provider that is one slip away. Another country's ending is no slip: yahoo.at is real. */
function provider(domain: string): string | undefined {
  if (lookalikes.has(domain) || known.has(domain)) return undefined;
  const ending = endingOf(domain);
  const isFree = ending.length > 2 || shortEndings.has(ending);
  return providers.find((meant) => (isFree || ending === endingOf(meant)) && isSlip(domain, meant));
}

const endingOf = (domain: string) => domain.slice(domain.lastIndexOf(".") + 1);
