/**
 * Which service answers what: the one table of the API's origin. A row is a path pattern, where `*`
 * stands for anything, and the methods it holds for. The first row that fits wins, and whatever no
 * row fits is a query. A load balancer's rules say the same (path and method conditions).
 */

export type Upstream = "upload" | "review" | "projection" | "identity" | "operations";

export type RouteRow = { methods?: string[]; path: string; to: Upstream };

export const routeTable: RouteRow[] = [
  { path: "/auth/*", to: "identity" },
  { path: "/.well-known/jwks.json", to: "identity" },
  { path: "/operations", to: "operations" },
  { methods: ["POST"], path: "/jobs", to: "upload" },
  { methods: ["POST"], path: "/jobs/preview", to: "upload" },
  { methods: ["POST"], path: "/jobs/*/resolve", to: "review" },
  { methods: ["POST"], path: "/jobs/*/resolve/preview", to: "review" },
  { methods: ["DELETE"], path: "/jobs/*/batches/*", to: "review" },
  { methods: ["DELETE"], path: "/jobs/*", to: "upload" },
  { methods: ["POST"], path: "/jobs/*/finalize", to: "review" },
  { methods: ["POST", "DELETE"], path: "/issues/*", to: "review" },
];

const otherwise: RouteRow = { path: "/*", to: "projection" };

/** The service that answers a request. */
export function routeOf(method: string, path: string): Upstream {
  return rowOf(method, path).to;
}

/** The row that a request falls under. */
export function rowOf(method: string, path: string): RouteRow {
  const row = routeTable.find((row) =>
    (row.methods?.includes(method) ?? true) && fits(row.path, path)
  );
  return row ?? otherwise;
}

/** The web calls the API under this path of its own origin. */
export const prefix = "/api";

/** Takes the prefix off: `/api/jobs` is `/jobs`. */
export function withoutPrefix(path: string): { path: string; prefixed: boolean } {
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return { path, prefixed: false };
  return { path: path.slice(prefix.length) || "/", prefixed: true };
}

/** A path's segments against a pattern's; the last `*` of a pattern stands for all that is left. */
function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split("/"), given = path.split("/");
  const isOpen = wanted.at(-1) === "*";
  if (isOpen ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, i) => segment === "*" || segment === given[i]);
}
