/**
 * Refuses a query parameter that other routes of the service take but this one does not: whoever
 * asks for a version of the list must not silently get something else. Names that the service does
 * not know at all pass, as they always did.
 */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Env, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { validationFailed } from "./problem.ts";

/** Refuses such parameters on every route that the app has when the first request comes. */
export function refuseOthersParameters<E extends Env>(app: OpenAPIHono<E>): MiddlewareHandler<E> {
  let parameters: Parameters | undefined;
  return async (c, next) => {
    parameters ??= parametersOf(app);
    const path = matchedRoutes(c).findLast((route) => parameters!.ofPath.has(route.path))?.path;
    const taken = path === undefined ? undefined : parameters.ofPath.get(path);
    const others = taken
      ? Object.keys(c.req.query()).filter((name) => parameters!.all.has(name) && !taken.has(name))
      : [];
    if (others.length) {
      throw validationFailed(others.map((name) => ({
        path: `query.${name}`,
        message: "is not taken here",
      })));
    }
    await next();
  };
}

interface Parameters {
  /** names that any route takes */
  all: Set<string>;
  /** a route's path → the names that it takes */
  ofPath: Map<string, Set<string>>;
}

function parametersOf<E extends Env>({ openAPIRegistry }: OpenAPIHono<E>): Parameters {
  const all = new Set<string>(), ofPath = new Map<string, Set<string>>();
  for (const definition of openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { path, request } = definition.route;
    const query = request?.query;
    const names = query && "shape" in query ? Object.keys(query.shape) : [];
    const pattern = path.replaceAll(/\{(.+?)\}/g, ":$1");
    const known = ofPath.get(pattern) ?? new Set();
    ofPath.set(pattern, known);
    for (const name of names) {
      all.add(name);
      known.add(name);
    }
  }
  return { all, ofPath };
}
