type Address = Pick<URL, "origin" | "pathname" | "search">;

/**
 * Where to go after signing in. Only a path of this page is followed: a link that somebody sends
 * must not lead from our sign-in form to another site.
 */
export function nextPath(url: Address): string {
  const next = new URLSearchParams(url.search).get("next");
  if (!next?.startsWith("/")) return "/";
  const target = new URL(next, url.origin);
  if (target.origin !== url.origin) return "/";
  if (target.pathname === "/login" || target.pathname === "/register") return "/";
  return target.pathname + target.search;
}

/** The sign-in page that comes back to `url` afterwards. */
export function signInPath(url: Address): string {
  const here = url.pathname + url.search;
  return here === "/" ? "/login" : `/login?next=${encodeURIComponent(here)}`;
}
