/**
 * Corrects a mistyped domain: to a provider's domain one typo away, or to the likely ending for a
 * wrong one. It runs on every row, so results are cached.
 */
import { lookalikes, providers, shortEndings, wrongEndings } from "./email_domains.ts";
import { isSingleTypo } from "./single_typo.ts";

/** Cached domains; the cache is cleared when full. */
const REMEMBERED_DOMAINS = 10_000;

const known = new Set(providers);
/** Providers' names before `.com`. */
const names = new Set(providers.flatMap((domain) => domain.match(/^([^.]+)\.com$/)?.[1] ?? []));
const remembered = new Map<string, string | undefined>();

/**
 * The domain that was probably meant; undefined if none is close.
 *
 * ```ts
 * assert.equal(typoOf("gmial.com"), "gmail.com");
 * assert.equal(typoOf("gmail.com"), undefined);
 * ```
 *
 * @param domain of a valid, normalised address
 */
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

/** The provider one typo away. Another country's ending is no typo: yahoo.at is real. */
function provider(domain: string): string | undefined {
  if (lookalikes.has(domain) || known.has(domain)) return undefined;
  const ending = endingOf(domain);
  const isFree = ending.length > 2 || shortEndings.has(ending);
  return providers.find((meant) =>
    (isFree || ending === endingOf(meant)) && isSingleTypo(domain, meant)
  );
}

const endingOf = (domain: string) => domain.slice(domain.lastIndexOf(".") + 1);
