/**
 * Runs a service process from its manifest row and its own parts: reads and validates the
 * configuration, opens stores, prepares tables, follows erasures and ended sessions, consumes its queue, and shuts all
 * of it down in order. A service's `main.ts` adds the rest.
 */
import type { Following } from "@rollcall/event-store";
import { type ConfigOf, type ConfigShape, readConfig } from "./config.ts";
import { type BusConfig, type ShapeOf, shapeOf, type Variables } from "./config_fields.ts";
import { dispatch, type Functions } from "./dispatch.ts";
import { type HealthChecks, healthRoutes } from "./health.ts";
import type { App } from "./http.ts";
import { runService, type ServiceOptions } from "./lifecycle.ts";
import { createLog, type Log } from "./log.ts";
import { ownCertificate } from "./own_certificate.ts";
import { gatherLines } from "./log_lines.ts";
import {
  type ConsumerName,
  type LoginName,
  logins,
  type NotingName,
  type ReactingName,
  rowOf,
  type ServiceName,
} from "./manifest.ts";
import type { RunningReactions } from "./reactions.ts";
import { securityMigrations } from "./security_log/schema.ts";
import { openSecurityLog, type SecurityLog } from "./security_log/security_log.ts";
import { followRevoked } from "./sessions/follow_revoked.ts";
import { revokedSessions } from "./sessions/revoked_sessions.ts";
import { sessionMigrations } from "./sessions/schema.ts";
import {
  type AnyModules,
  type AnyStores,
  type Modules,
  openStores,
  type Pool,
  type StoreModules,
  type StoresConfig,
  type StoresOf,
} from "./stores.ts";

/** What a service gets: its configuration, its log, and the stores that its row needs. */
export type Parts<N extends ServiceName, Own> =
  & { config: ConfigOf<ShapeOf<N, Own>>; log: Log }
  & (N extends NotingName ? { security: SecurityLog } : unknown)
  & StoresOf<N>;

/** How a service is built from its parts. */
export type Service<N extends ServiceName, Own> = {
  modules: Modules<N>;
  pool?: Pool;
  /** Waits until its tables are migrated; by default the event store's. */
  migrated?: (parts: Parts<N, Own>) => Promise<void>;
  wire: (parts: Parts<N, Own>) => Wired<N> | Promise<Wired<N>>;
} & ([keyof Variables<N>] extends [never] ? { variables?: Own } : { variables: Own });

/** What a service does: nothing runs before `start`. */
export type Wired<N extends ServiceName> =
  & {
    /** Its routes; health routes are added. */
    routes?: App;
    /** The same with health routes of its own. */
    app?: App;
    /** Drops what is held in memory of jobs that were erased. */
    erased?: (jobIds: string[]) => void;
    /** Starts work besides requests and reactions; the tables exist by then. */
    start?: () => Promise<void>;
    /** Ends it; requests and reactions have ended by then. */
    stop?: () => Promise<unknown> | void;
  }
  & Pick<ServiceOptions, "listen" | "quiesce">
  & (N extends ReactingName ? { functions: Functions<N>; concurrency: number } : unknown);

/** The same of any service. */
type AnyParts = AnyStores & { config: AnyConfig; log: Log; security?: SecurityLog };
type AnyConfig =
  & Pick<ConfigOf<ShapeOf<"gateway", unknown>>, "PORT" | "HOST" | "LOG_LEVEL">
  & { SERVE_TLS?: "yes" | "no" }
  & StoresConfig;
type AnyWired = Wired<"gateway"> & Partial<Wired<ReactingName>>;

/** Connections end within so many seconds, or are cut. */
const END_SECONDS = 5;

/** Runs the service until a signal or a fault ends the process. Resolves once it is ready. */
export async function startService<N extends ServiceName, Own extends Variables<N>>(
  name: N,
  service: Service<N, Own>,
): Promise<void> {
  const { needs } = rowOf(name);
  const shape: ConfigShape = shapeOf(name, (service.variables ?? {}) as Own);
  const config = readConfig(shape) as AnyConfig;
  const log = createLog(name, config.LOG_LEVEL, gatherLines());
  const stores = openStores(name, service.modules as StoreModules<N>, config, service.pool);
  const modules = service.modules as AnyModules;
  const any: AnyParts = { config, log, ...(stores as AnyStores) };
  if (logins.get(name as LoginName)?.includes("note")) {
    any.security = openSecurityLog({ sql: any.sql!, log });
  }
  const parts = any as Parts<N, Own>;
  const wired: AnyWired = await service.wire(parts);
  let reactions: RunningReactions | undefined;
  const followings: Following[] = [];

  await runService({
    log,
    app: wired.app ?? withHealth(wired.routes, checksOf(name, any, modules, wired)),
    port: config.PORT,
    hostname: config.HOST,
    tls: config.SERVE_TLS === "yes" ? await ownCertificate() : undefined,
    listen: wired.listen,
    quiesce: wired.quiesce,
    start: async () => {
      await (service.migrated ? service.migrated(parts) : logMigrated(any, modules));
      if (any.security) await securityMigrated(any, modules);
      if (needs.includes("job keys")) {
        followings.push(await modules.eventStore!.followErasures(any.store!, wired));
      }
      if (needs.includes("tokens")) followings.push(await followSessions(any, modules));
      await any.objects?.ensureBucket();
      await wired.start?.();
      if (wired.functions) reactions = await react(name as ReactingName, any, modules, wired);
    },
    stop: async () => {
      await reactions?.stop();
      await wired.stop?.();
      await Promise.all(followings.map((following) => following.stop()));
      await any.security?.stop();
      any.objects?.close();
      any.bus?.close();
      await any.sql?.end({ timeout: END_SECONDS });
    },
  });
}

function withHealth(routes: App | undefined, checks: HealthChecks): Pick<App, "fetch"> {
  const health = healthRoutes(checks);
  return routes?.route("/", health) ?? health;
}

/** A service that answers users stays ready without the bus; one that only consumes does not. */
function checksOf(
  name: ServiceName,
  { config, sql, objects, bus }: AnyParts,
  modules: AnyModules,
  { routes }: AnyWired,
): HealthChecks {
  const checks: HealthChecks = {};
  if (sql) checks.database = () => sql`select 1`;
  if (objects) checks.objects = () => objects.check();
  if (!bus || routes) return checks;
  const { checkQueue, checkTopics, subscriptions } = modules.bus!;
  if (name in subscriptions) {
    checks.queue = () => checkQueue(bus, config as BusConfig, name as ConsumerName);
  } else checks.topic = () => checkTopics(bus);
  return checks;
}

async function logMigrated({ sql }: AnyParts, { eventStore }: AnyModules): Promise<void> {
  if (sql) await eventStore!.ensureSchema(sql, undefined);
}

async function securityMigrated({ sql }: AnyParts, { eventStore }: AnyModules): Promise<void> {
  await eventStore!.ensureSchema(sql!, undefined, [securityMigrations]);
}

/** Refuses tokens of sessions that ended elsewhere from now on. */
async function followSessions(
  { sql }: AnyParts,
  { eventStore }: AnyModules,
): Promise<Following> {
  const { ensureSchema, follow } = eventStore!;
  await ensureSchema(sql!, undefined, [sessionMigrations]);
  return await followRevoked(revokedSessions, { sql: sql!, follow });
}

/** Starts consuming the queue and sweeping the log. */
async function react(
  name: ReactingName,
  { config, store, log, bus }: AnyParts,
  modules: AnyModules,
  { functions, concurrency }: AnyWired,
): Promise<RunningReactions> {
  const { queues } = await modules.bus!.ensureTopology(bus!, config as BusConfig);
  return modules.reactions!.startReactions({
    name,
    store: store!,
    databaseUrl: config.DATABASE_URL!,
    bus: bus!,
    queueUrl: queues[name].url,
    log,
    concurrency: concurrency!,
    react: dispatch(name, functions as Functions<ReactingName>, log),
  });
}
