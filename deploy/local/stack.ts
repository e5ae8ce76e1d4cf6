/**
 * Brings a set of processes up and down in the right order: stores, then the database and its
 * roles, then every service and the web at once; down it goes in reverse, so that a service that
 * finishes its work still has its database. `make dev` and the tests both stand on it.
 */
import { ensureDatabase } from "./database.ts";
import { keep, type Keeper, type ProcessEvent } from "./keeper.ts";
import type { ProcessPlan } from "./processes.ts";
import { databaseUrl, type Settings } from "./settings.ts";

export interface Stack {
  readonly keepers: Keeper[];
  /** The keeper of one process. @throws where none has that name. */
  process(name: string): Keeper;
  /** Ends everything; safe to call twice, and while the stack is still starting. */
  stop(): Promise<void>;
}

/** A service has as long as platforms give it; stores only have to write what they hold. */
const graceMs = { service: 30_000, web: 3_000, store: 10_000 } as const;

/**
 * Makes the stack of these processes; nothing runs before `start`.
 *
 * @param report hears each line of output, and of each process that it is ready, ended or gave up
 */
export function stackOf(
  plans: ProcessPlan[],
  settings: Settings,
  report: (event: ProcessEvent) => void,
): Stack & { start(): Promise<void> } {
  const keepers = plans.map((plan) => keep(plan, report));
  const stores = keepers.filter((keeper) => keeper.plan.kind === "store");
  const others = keepers.filter((keeper) => keeper.plan.kind !== "store");
  let stopping: Promise<void> | undefined;

  return {
    keepers,
    process(name) {
      const found = keepers.find((keeper) => keeper.plan.name === name);
      if (!found) throw new Error(`no process is called "${name}"`);
      return found;
    },
    async start() {
      await Promise.all([
        ...stores.map((keeper) => keeper.start()),
        ...others.filter((keeper) => keeper.plan.kind === "web").map((keeper) => keeper.start()),
        startServices(),
      ]);
    },
    stop: () => stopping ??= stopAll(),
  };

  async function startServices(): Promise<void> {
    await Promise.all(stores.map((keeper) => keeper.ready()));
    if (stores.some((keeper) => keeper.plan.name === "postgres")) await prepareDatabase(settings);
    if (stopping) return;
    const services = others.filter((keeper) => keeper.plan.kind === "service");
    await Promise.all(services.map((keeper) => keeper.start()));
  }

  async function stopAll(): Promise<void> {
    await Promise.all(others.map((keeper) => keeper.stop(graceMs[keeper.plan.kind])));
    await Promise.all(stores.map((keeper) => keeper.stop(graceMs.store)));
  }
}

/** Postgres opens its port before it takes sessions, while it recovers from an unclean end. */
async function prepareDatabase(settings: Settings): Promise<void> {
  const wish = {
    adminUrl: databaseUrl(settings, "owner", "postgres"),
    name: settings.database.name,
    login: settings.database.login,
    password: settings.database.password,
  };
  const until = Date.now() + 30_000;
  while (true) {
    try {
      return await ensureDatabase(wish);
    } catch (error) {
      if (!isStartingUp(error) || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function isStartingUp(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "57P03" || code === "ECONNREFUSED" || code === "CONNECTION_CLOSED";
}
