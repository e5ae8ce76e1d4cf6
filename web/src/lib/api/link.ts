/** The next page's path from a Link header, relative to the API's root. */
export function nextLink(header: string | null): string | null {
  for (const part of header?.split(/,(?=\s*<)/) ?? []) {
    const match = /<([^>]*)>\s*;(.*)/.exec(part);
    if (match && /rel="?next"?/.test(match[2] ?? "")) return pathOf(match[1] ?? "");
  }
  return null;
}

/** The gateway may add its own origin, and may or may not keep the /api prefix. */
function pathOf(target: string): string {
  const url = new URL(target, "http://any.invalid/");
  return url.pathname.replace(/^\/api(?=\/)/, "") + url.search;
}
