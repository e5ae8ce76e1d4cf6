/**
 * Starts and stops a set of processes in order: stores, then the database with its logins and
 * migrations, then every service and the web at once; shutdown is in reverse, so that services finishing their work still
 * have their database. Used by `make dev` and the tests.
 */
import { setTimeout as after } from "node:timers/promises";
import { type ProcessEvent, supervise, type Supervisor } from "./supervisor.ts";
import type { ProcessPlan } from "./processes.ts";
import { ensureMasterKeys } from "./secrets.ts";
import { credentialsOf, databaseUrl, masterKeyOf, type Settings } from "./settings.ts";

export interface Stack {
  readonly supervisors: Supervisor[];
  /** The supervisor of one process. @throws if none has that name. */
  process(name: string): Supervisor;
  /** Ends everything; safe to call twice, and while the stack is still starting. */
  stop(): Promise<void>;
}

/** Services get as long as platforms allow; stores only have to flush their data. */
const graceMs = { service: 30_000, web: 3_000, store: 10_000 } as const;

/**
 * Creates a stack of these processes; nothing runs before `start`.
 *
 * @param report receives each line of output, and when a process is ready, has ended or gave up
 */
export function stackOf(
  plans: ProcessPlan[],
  settings: Settings,
  report: (event: ProcessEvent) => void,
): Stack & { start(): Promise<void> } {
  const supervisors = plans.map((plan) => supervise(plan, report));
  const stores = supervisors.filter((supervisor) => supervisor.plan.kind === "store");
  const others = supervisors.filter((supervisor) => supervisor.plan.kind !== "store");
  let stopping: Promise<void> | undefined;

  return {
    supervisors,
    process(name) {
      const found = supervisors.find((supervisor) => supervisor.plan.name === name);
      if (!found) throw new Error(`no process is called "${name}"`);
      return found;
    },
    async start() {
      await Promise.all([
        ...stores.map((supervisor) => supervisor.start()),
        ...others.filter((supervisor) => supervisor.plan.kind === "web").map((supervisor) =>
          supervisor.start()
        ),
        startServices(),
      ]);
    },
    stop: () => stopping ??= stopAll(),
  };

  async function startServices(): Promise<void> {
    const services = others.filter((supervisor) => supervisor.plan.kind === "service");
    // Loaded while the stores start.
    const [prepare] = await Promise.all([
      services.length > 0 ? import("../database/prepare.ts") : undefined,
      ...stores.map((supervisor) => supervisor.ready()),
    ]);
    if (prepare) {
      await ensureMasterKeys(settings);
      await patiently(() =>
        prepare.prepareDatabase({
          ownerUrl: databaseUrl(settings, "owner"),
          logins: credentialsOf(settings),
          masterKey: { MASTER_KEY: masterKeyOf(settings, "projection") },
        })
      );
    }
    if (stopping) return;
    await Promise.all(services.map((supervisor) => supervisor.start()));
  }

  async function stopAll(): Promise<void> {
    await Promise.all(others.map((supervisor) => supervisor.stop(graceMs[supervisor.plan.kind])));
    await Promise.all(stores.map((supervisor) => supervisor.stop(graceMs.store)));
  }
}

/** Postgres opens its port before it accepts sessions, while it recovers from a crash. */
async function patiently(prepare: () => Promise<void>): Promise<void> {
  const until = Date.now() + 30_000;
  while (true) {
    try {
      return await prepare();
    } catch (error) {
      if (!isStartingUp(error) || Date.now() > until) throw error;
      await after(100);
    }
  }
}

function isStartingUp(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "57P03" || code === "ECONNREFUSED" || code === "CONNECTION_CLOSED";
}
