/** Which of the API's routes a life has called, and which it need not call, and why. */
import { permissions, type RouteName } from "../../contracts/api/permissions.ts";
import * as routes from "../../contracts/api/routes/mod.ts";

const OPERATORS = "for operators: figures and ids, and nothing of a file or an account";
const PROVIDER =
  "needs an external provider, and what it tells lies where an account's own data do";

/** Routes that a life does not call. */
export const notCalled: ReadonlyMap<RouteName, string> = new Map<RouteName, string>([
  ["finishRegistration", "with REGISTER_BY_MAIL=yes alone, where accounts open in no other way"],
  ["leaveForProvider", PROVIDER],
  ["comeBackFromProvider", PROVIDER],
  ["getOperations", OPERATORS],
  ["getTrends", OPERATORS],
  ["listFailedJobs", OPERATORS],
  ["redrive", OPERATORS],
]);

/** Notes calls by their routes. */
export class CalledRoutes {
  readonly names = new Set<RouteName>();

  /** A call that was refused tries nothing: it does not count. */
  add(method: string, path: string, status: number): void {
    const name = status < 400 ? routeOf(method, path) : undefined;
    if (name) this.names.add(name);
  }
}

/** A sentence for each route that lacks its call, and for each that is excused and was called. */
export function faultsOfRoutes(
  called: ReadonlySet<RouteName>,
  excused: ReadonlyMap<RouteName, string> = notCalled,
): string[] {
  return (Object.keys(permissions) as RouteName[]).flatMap((name) => {
    if (called.has(name) !== excused.has(name)) return [];
    return called.has(name)
      ? [`the life calls ${name}, which is said not to be called`]
      : [`the life does not call ${name}`];
  });
}

function routeOf(method: string, path: string): RouteName | undefined {
  const { pathname } = new URL(path, "http://api");
  return (Object.keys(permissions) as RouteName[]).find((name) => {
    const route = routes[name];
    const pattern = route.path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+");
    return route.method === method.toLowerCase() && new RegExp(`^${pattern}$`).test(pathname);
  });
}
