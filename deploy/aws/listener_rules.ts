/**
 * The gateway's route table as rules of a load balancer: one rule a service, because a blue/green
 * deployment shifts one rule from the old tasks to the new. A rule matches every method of the
 * service's rows on every path of them, which is more than the table; `checkRules` proves that this
 * misroutes no path of the table.
 */
import { routeOf, type RouteRow, routeTable, type Upstream } from "../../platform/route_table.ts";

export interface ListenerRule {
  to: Upstream;
  priority: number;
  /** None: every method. */
  methods: string[];
  /** Regular expressions; the path must match one. */
  paths: string[];
}

/** AWS's limits: values of all conditions of a rule, and characters of one value. */
const MAX_VALUES = 5;
const MAX_LETTERS = 128;
/** One value checks that the request comes from our CloudFront. */
const RESERVED_VALUES = 1;

/** The rules in the order of the services' first rows; the last one is the default. */
export function listenerRules(table: RouteRow[] = routeTable): ListenerRule[] {
  const order = orderOf(table);
  const rules = order.map((to, i): ListenerRule => {
    const rows = table.filter((row) => row.to === to);
    const everyMethod = rows.some((row) => !row.methods);
    const methods = [...new Set(rows.flatMap((row) => row.methods ?? []))].sort();
    const paths = packed(rows.map((row) => expressionOf(row.path)));
    return { to, priority: (i + 1) * 10, methods: everyMethod ? [] : methods, paths };
  });
  // A path without a row shows which service is the default.
  const rest = routeOf("GET", "/anything");
  rules.push({ to: rest, priority: (rules.length + 1) * 10, methods: [], paths: ["^/"] });
  for (const { to, methods, paths } of rules) {
    const values = methods.length + paths.length + RESERVED_VALUES;
    if (values > MAX_VALUES) {
      throw new Error(
        `the rule of ${to} has ${values} values, a load balancer takes ${MAX_VALUES}`,
      );
    }
  }
  return rules;
}

/** The target of a request under these rules. */
export function targetOf(rules: ListenerRule[], method: string, path: string): Upstream {
  const rule = [...rules].sort((a, b) => a.priority - b.priority).find((rule) =>
    (rule.methods.length === 0 || rule.methods.includes(method)) &&
    rule.paths.some((expression) => new RegExp(expression).test(path))
  );
  if (!rule) throw new Error(`no rule takes ${method} ${path}`);
  return rule.to;
}

/** Services by specificity: one whose rows another's would match goes first. */
function orderOf(table: RouteRow[]): Upstream[] {
  const services = [...new Set(table.map((row) => row.to))];
  const swallows = (one: Upstream, other: Upstream) =>
    table.some((row) =>
      row.to === one && row.path.endsWith("*") &&
      table.some((inner) =>
        inner.to === other && inner.path !== row.path &&
        new RegExp(expressionOf(row.path)).test(inner.path)
      )
    );
  return services.sort((a, b) => Number(swallows(a, b)) - Number(swallows(b, a)));
}

/** `/jobs/*` + `/resolve`: a star in the middle is one segment, a trailing one the rest. */
function expressionOf(path: string): string {
  return path.replaceAll(".", "\\.").replace(/\*$/, ".+").replaceAll("*", "[^/]+");
}

/** Combines expressions into as few values as possible. */
function packed(expressions: string[]): string[] {
  const values: string[] = [];
  for (const expression of expressions) {
    const last = values.at(-1);
    const joined = last ? `${last.slice(0, -2)}|${expression})$` : undefined;
    if (joined && joined.length <= MAX_LETTERS) values[values.length - 1] = joined;
    else values.push(`^(${expression})$`);
  }
  return values;
}
