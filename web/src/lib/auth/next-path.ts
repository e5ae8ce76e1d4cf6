type Address = Pick<URL, "origin" | "pathname" | "search">;

/** Pages for people who are not signed in. */
const ENTRIES = ["/login", "/register", "/forgot"];

/** Where to go after signing in. Only paths of this site are allowed, to prevent open redirects. */
export function nextPath(url: Address): string {
  const next = new URLSearchParams(url.search).get("next");
  if (!next?.startsWith("/")) return "/";
  const target = new URL(next, url.origin);
  // "/.//other.site" is a path of this site, and its short form "//other.site" is not.
  if (target.origin !== url.origin || target.pathname.startsWith("//")) return "/";
  if (ENTRIES.includes(target.pathname)) return "/";
  return target.pathname + target.search;
}

/** The sign-in page that returns to `url` afterwards. */
export function signInPath(url: Address): string {
  const here = url.pathname + url.search;
  return here === "/" ? "/login" : `/login?next=${encodeURIComponent(here)}`;
}
