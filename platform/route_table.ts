/**
 * The route table of the API's origin: the gateway routes by it, and the load balancer's rules are
 * made of it. A row has a path pattern, where `*` matches anything, and its methods. The first
 * matching row wins; anything else is a query.
 */
import type { CalledBy } from "./manifest.ts";

export type Upstream = CalledBy<"gateway">;

export type RouteRow = { methods?: string[]; path: string; to: Upstream };

export const routeTable: RouteRow[] = [
  { path: "/auth/*", to: "identity" },
  { path: "/.well-known/jwks.json", to: "identity" },
  { path: "/me/security-log", to: "identity" },
  { path: "/me/retention", to: "identity" },
  { path: "/me", to: "identity" },
  { path: "/operations", to: "operations" },
  { path: "/operations/*", to: "operations" },
  { methods: ["POST"], path: "/jobs", to: "upload" },
  { methods: ["POST"], path: "/jobs/preview", to: "upload" },
  { methods: ["POST"], path: "/jobs/*/resolve", to: "review" },
  { methods: ["POST"], path: "/jobs/*/resolve/preview", to: "review" },
  { methods: ["POST"], path: "/jobs/*/undo", to: "review" },
  { methods: ["POST"], path: "/jobs/*/redo", to: "review" },
  { methods: ["POST"], path: "/jobs/*/restore", to: "review" },
  { methods: ["POST"], path: "/jobs/*/restore/preview", to: "review" },
  { methods: ["DELETE"], path: "/jobs/*/batches/*", to: "review" },
  { methods: ["DELETE"], path: "/jobs/*", to: "upload" },
  { methods: ["POST"], path: "/jobs/*/finalize", to: "review" },
  { methods: ["POST"], path: "/jobs/*/rows/*", to: "review" },
  { methods: ["POST", "DELETE"], path: "/issues/*", to: "review" },
];

const otherwise: RouteRow = { path: "/*", to: "projection" };

/** The service that handles a request. */
export function routeOf(method: string, path: string): Upstream {
  return rowOf(method, path).to;
}

/** The row that matches a request. */
export function rowOf(method: string, path: string): RouteRow {
  const row = routeTable.find((row) =>
    (row.methods?.includes(method) ?? true) && fits(row.path, path)
  );
  return row ?? otherwise;
}

/** The web calls the API under this path of its own origin. */
export const PREFIX = "/api";

/** Strips the prefix: `/api/jobs` becomes `/jobs`. */
export function withoutPrefix(path: string): { path: string; prefixed: boolean } {
  if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) return { path, prefixed: false };
  return { path: path.slice(PREFIX.length) || "/", prefixed: true };
}

/** Matches a path by segments; a trailing `*` matches all the rest. */
function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split("/"), given = path.split("/");
  const isOpen = wanted.at(-1) === "*";
  if (isOpen ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, i) => segment === "*" || segment === given[i]);
}
