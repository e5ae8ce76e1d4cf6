/**
 * The stack under test: every service a process of its own, Postgres and the emulator its own too,
 * with proxies between, and a way around them for who watches and judges.
 */
import { connect, type EventStore, type Sql } from "@rollcall/event-store";
import {
  type BusClients,
  type BusConfig,
  ensureTopology,
  openBus,
  type Topology,
} from "@rollcall/platform/bus/mod.ts";
import { type ObjectStore, openObjectStore } from "@rollcall/platform/object_store.ts";
import { serverOf } from "../../deploy/local/stale_postgres.ts";
import { stackStore } from "../harness/stack_store.ts";
import { startStack, type TestStack } from "../harness/stack.ts";
import { steadyPort } from "../harness/steady_port.ts";
import { until } from "../harness/until.ts";
import type { Store } from "./plan.ts";
import { type Proxy, startProxy } from "./proxy.ts";

export interface World {
  stack: TestStack;
  proxies: Record<Store, Proxy>;
  /** past the proxy */
  sql: Sql;
  store: EventStore;
  /** past the proxy */
  bus: BusClients;
  topology: Topology;
  /** past the proxy */
  objects: Pick<ObjectStore, "list">;
  /** SIGKILL; resolves once the process has ended. It is started again by itself. */
  kill(target: string): Promise<void>;
  close(): Promise<void>;
}

/** @param instances processes of each service */
export async function startWorld(instances = 1): Promise<World> {
  const [postgresPort, emulatorPort] = [steadyPort(), steadyPort()];
  const proxies = { postgres: startProxy(postgresPort), emulator: startProxy(emulatorPort) };
  const stack = await startStack({
    stores: "own",
    instances,
    variables: { POSTGRES_PORT: String(postgresPort), EMULATOR_PORT: String(emulatorPort) },
    serviceVariables: {
      POSTGRES_PORT: String(proxies.postgres.port),
      EMULATOR_PORT: String(proxies.emulator.port),
    },
  });
  const direct = new URL(stack.ownerUrl);
  direct.port = String(postgresPort);
  const sql = connect(direct.href, { name: "rollcall-chaos", max: 2 });
  const config = busConfig(stack);
  const bus = openBus(config);
  const objects = openObjectStore({ ...config, S3_BUCKET_NAME: stack.variables.S3_BUCKET_NAME! });
  return {
    stack,
    proxies,
    sql,
    store: stackStore(stack, sql),
    bus,
    topology: await ensureTopology(bus, config),
    objects,
    kill: (target) => target === "postgres" ? killServer(stack) : stack.kill(target),
    async close() {
      bus.close();
      objects.close();
      await sql.end({ timeout: 1 });
      await stack.close();
      await Promise.all([proxies.postgres.close(), proxies.emulator.close()]);
    },
  };
}

/** The supervisor only started it: the server itself is what has to survive. */
async function killServer(stack: TestStack): Promise<void> {
  const dir = `${stack.variables.DATA_DIR}/postgres`;
  const pid = await serverOf(dir);
  if (pid !== undefined) Deno.kill(pid, "SIGKILL");
  await until("the server has ended", async () => await serverOf(dir) !== pid || !pid);
}

function busConfig({ awsEndpoint, variables }: TestStack): BusConfig {
  return {
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    SNS_TOPIC_NAME: variables.SNS_TOPIC_NAME!,
    SQS_QUEUE_NAME: variables.SQS_QUEUE_NAME!,
  };
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
