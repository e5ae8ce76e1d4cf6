/** The boundaries between the rooms of the checkout, each as a question to the graph of imports. */
import { services } from "@rollcall/platform/manifest.ts";
import { circles, type Import, reached } from "./graph.ts";

export interface Boundary {
  says: string;
  /** What crosses it, a line each. */
  crossings(graph: Import[]): string[];
  /** Imports that nobody has made: with any of them, something crosses. */
  broken: Import[];
}

/** Folders whose modules, with what they import, are the graph. */
export const ROOMS = [
  "contracts",
  "domain",
  "event-store",
  "platform",
  "services",
  "deploy",
  "cli",
  "tests",
  "web",
];

/** Test code beside what it tests; all else of these rooms is there where the system runs. */
export const isTest = (path: string) => /(_test|\/bench)\.ts$|\/testing\//.test(path);

export const boundaries: Boundary[] = [
  {
    says: "a service imports no other service",
    crossings: (graph) =>
      lines(graph, ({ from, to }) => {
        const [own, other] = [serviceOf(from), serviceOf(to)];
        return own !== undefined && other !== undefined && own !== other;
      }),
    broken: [
      value("services/upload/routes.ts", "services/review/decide.ts"),
      types("services/relay/main.ts", "services/projection/fold/model.ts"),
      value("services/dedupe/find_issues_test.ts", "services/parsing/read_rows.ts"),
    ],
  },
  {
    says: "a room imports from the rooms below it, and never from one above",
    crossings: (graph) =>
      lines(graph, ({ from, to }) => {
        const [own, other] = [FLOORS.indexOf(roomOf(from)), FLOORS.indexOf(roomOf(to))];
        return own !== -1 && other > own;
      }),
    broken: [
      value("event-store/store.ts", "domain/contacts/mod.ts"),
      value("domain/tables/mod.ts", "platform/log.ts"),
      value("platform/service.ts", "services/upload/config.ts"),
      types("event-store/store.ts", "services/review/decide.ts"),
      value("contracts/mod_test.ts", "services/relay/main.ts"),
    ],
  },
  {
    says: "what runs knows nothing of tests, deployment or its clients",
    crossings: (graph) =>
      lines(
        graph,
        ({ from, to }) =>
          /^(contracts|domain|event-store|platform|services)\//.test(from) && !isTest(from) &&
          (/^(deploy|web|cli|tests)\//.test(to) || isTest(to)),
      ),
    broken: [
      value("services/upload/routes.ts", "deploy/local/services.ts"),
      types("event-store/store.ts", "tests/harness/within.ts"),
      value("services/projection/app.ts", "services/projection/testing/world.ts"),
      value("contracts/mod.ts", "cli/main.ts"),
    ],
  },
  {
    says: "a service's tests know nothing of deployment or clients",
    crossings: (graph) =>
      lines(
        graph,
        ({ from, to }) =>
          /^(domain|platform|services)\//.test(from) && isTest(from) &&
          /^(deploy|web|cli)\//.test(to),
      ),
    broken: [value("services/upload/routes_test.ts", "deploy/local/services.ts")],
  },
  {
    says: "contracts reach nothing but themselves and what describes shapes",
    crossings: (graph) =>
      reachedBeyond(graph, /^contracts\//, /^(contracts\/|npm:(zod|@hono\/zod-openapi)$|node:)/),
    broken: [
      value("contracts/mod.ts", "event-store/ids.ts"),
      value("contracts/streams.ts", "npm:postgres"),
    ],
  },
  {
    says: "deployment knows of a service its variables and its tables, and starts the rest",
    crossings: (graph) =>
      lines(
        graph,
        ({ from, to }) =>
          from.startsWith("deploy/") && to.startsWith("services/") && !PUBLIC_ROOM.test(to),
      ),
    broken: [
      value("deploy/aws/alarms.ts", "services/projection/projector/stalled.ts"),
      types("deploy/aws/edge_stack.ts", "services/gateway/app.ts"),
      value("deploy/database/prepare.ts", "services/projection/schema/prepare.ts"),
      value("deploy/database/prepare_test.ts", "services/identity/accounts.ts"),
    ],
  },
  {
    says: "deployment imports neither clients nor tests",
    crossings: (graph) =>
      lines(
        graph,
        ({ from, to }) =>
          from.startsWith("deploy/") && (/^(cli|web)\//.test(to) ||
            !isTest(from) && (to.startsWith("tests/") || isTest(to))),
      ),
    broken: [
      value("deploy/local/demo.ts", "cli/follow.ts"),
      types("deploy/local/demo_test.ts", "cli/api.ts"),
      value("deploy/local/dev.ts", "tests/harness/until.ts"),
      value("deploy/containers/web.ts", "web/build.ts"),
    ],
  },
  {
    says: "the command line and the pages are programs of the public API like anybody else's",
    crossings: (graph) => [
      ...reachedBeyond(
        graph,
        /^cli\//,
        /^((cli|contracts)\/|npm:(zod$|eventsource-parser\/)|node:)/,
      ),
      ...reachedBeyond(graph, /^web\//, /^((web|contracts)\/|npm:|node:)/),
      ...lines(
        graph,
        ({ from, to }) => {
          const own = /^(cli|web)\//.exec(from)?.[0];
          return own !== undefined && !isTest(from) && !to.startsWith(own) &&
            !/^(npm|node):/.test(to) && !CLIENTS_READ.includes(to);
        },
      ),
    ],
    broken: [
      value("cli/main.ts", "domain/contacts/mod.ts"),
      types("cli/main.ts", "contracts/registry.ts"),
      types("cli/main.ts", "services/review/decide.ts"),
      value("web/src/lib/jobs/JobPage.svelte", "domain/contacts/mod.ts"),
      types("web/src/lib/api/calls.ts", "services/upload/usage.ts"),
      types("web/src/routes/+layout.ts", "contracts/mod.ts"),
      value("web/src/lib/jobs/JobPage.svelte", "cli/follow.ts"),
      value("web/build.ts", "deploy/containers/static_site.ts"),
    ],
  },
  {
    says: "the domain, and what decides, are there without a store, a bus or a request",
    crossings: (graph) =>
      reachedAmong(
        graph,
        PURE,
        /^(event-store\/|platform\/|npm:(hono|postgres|@aws-sdk))/,
      ),
    broken: [
      value("domain/contacts/mod.ts", "platform/problem.ts"),
      value("domain/tables/xml.ts", "event-store/ids.ts"),
      value("services/projection/fold/fold.ts", "npm:postgres"),
    ],
  },
  {
    says: "queries, past and live views know nothing of HTTP",
    crossings: (graph) => [
      ...lines(graph, ({ from, to }) => ASKS.test(from) && !isTest(from) && HTTP.test(to)),
      ...reachedAmong(graph, ASKS, HTTP),
    ],
    broken: [
      value("services/projection/queries/jobs.ts", "platform/problem.ts"),
      types("services/projection/past/past_jobs.ts", "platform/problem.ts"),
      types("services/projection/live/feed.ts", "npm:hono"),
      value("services/projection/records/search.ts", "services/projection/http/refusals.ts"),
      value("services/projection/fold/model.ts", "contracts/api/routes/mod.ts"),
    ],
  },
  {
    says: "no module imports, by whatever way, a module that imports it; not for its types either",
    crossings: (graph) => circles(graph).map((circle) => circle.join(", ")),
    broken: [
      value("event-store/ids.ts", "event-store/mod.ts"),
      types("contracts/streams.ts", "contracts/mod.ts"),
      types("web/src/lib/issues/issue-counts.ts", "web/src/lib/issues/pending-changes.ts"),
    ],
  },
];

/**
 * What clients share with the services: the shapes of the API, the words and limits of its fields,
 * and how sentences say numbers.
 */
const CLIENTS_READ = [
  "api/mod.ts",
  "api/bulk_rules.ts",
  "api/fields.ts",
  "api/password_length.ts",
  "api/upload_limit.ts",
  "by_key.ts",
  "column_labels.ts",
  "file_endings.ts",
  "file_faults.ts",
  "file_names.ts",
  "filters.ts",
  "history_lines.ts",
  "in_words.ts",
  "json.ts",
  "reasons.ts",
  "row_set.ts",
].map((path) => `contracts/${path}`);

/** What a service shows to who deploys it: its variables, and its tables with their migrations. */
const PUBLIC_ROOM = /^services\/[^/]+\/(config|schema|schema\/mod)\.ts$/;

/** From the lowest up. The event store stands alone besides: event_store_test.ts. */
const FLOORS = ["event-store", "contracts", "domain", "platform", "services", "deploy"];

const roomOf = (path: string) => path.split("/")[0]!;

/** What thinks, and does nothing else. */
const PURE =
  /^(domain\/|services\/(projection\/fold\/|dedupe\/find_issues\.ts|review\/decide\.ts))/;
/** What answers a question of the projection, whoever brings it. */
const ASKS =
  /^services\/projection\/((queries|past|live|records|lists|provenance|fold)\/|refusal\.ts)/;
const HTTP =
  /^(services\/projection\/http\/|platform\/(http|problem|auth)\.ts|contracts\/api\/routes\/|npm:(hono|@hono)(\/|$))/;

const names = new Set<string>(services.map((service) => service.name));

/** The service that a path belongs to; undefined for a shared room. */
function serviceOf(path: string): string | undefined {
  const [place, name = ""] = path.split("/");
  return place === "services" && names.has(name) ? name : undefined;
}

function lines(graph: Import[], crosses: (one: Import) => boolean): string[] {
  return graph.filter(crosses).map(({ from, to }) => `${from} imports ${to}`);
}

/** Ways from what is no test to what none of it may need at run time. */
function reachedAmong(graph: Import[], from: RegExp, forbidden: RegExp): string[] {
  const ways = reached(graph, (path) => from.test(path) && !isTest(path));
  return [...ways].filter(([path]) => forbidden.test(path)).map(([, way]) => way);
}

/** The same for all but what they may need. */
function reachedBeyond(graph: Import[], from: RegExp, allowed: RegExp): string[] {
  const ways = reached(graph, (path) => from.test(path) && !isTest(path));
  return [...ways].filter(([path]) => !allowed.test(path)).map(([, way]) => way);
}

function value(from: string, to: string): Import {
  return { from, to, typeOnly: false };
}

function types(from: string, to: string): Import {
  return { from, to, typeOnly: true };
}
