/**
 * The whole system for a test: every service as a process of its own, from the same table as
 * `make dev` (same environment, same least permissions, started again when it dies), on free ports,
 * with a database, topic, queues and bucket that nobody else uses.
 */
import type { ProcessEvent } from "../../deploy/local/supervisor.ts";
import { processPlans } from "../../deploy/local/processes.ts";
import { type LoginName, logins, services } from "@rollcall/platform/manifest.ts";
import { databaseUrl, readSettings, type Settings } from "../../deploy/local/settings.ts";
import { stackOf } from "../../deploy/local/stack.ts";
import { readModels } from "../../services/projection/testing/template.ts";
import { ownNames } from "./aws.ts";
import { STEP_MS } from "./deadline.ts";
import { createDatabase, servicePassword } from "./postgres.ts";
import { fromRun } from "./run_settings.ts";
import { logFolder, writeLine } from "./service_logs.ts";
import { steadyPort } from "./steady_port.ts";
import { within } from "./within.ts";

export interface StackOptions {
  /**
   * "shared": the run's Postgres and emulator. "own": this stack's own, with data on disk, so that
   * a test may kill them.
   */
  stores?: "shared" | "own";
  /** Further variables, as a person would set them, such as MAX_UPLOAD_BYTES. */
  variables?: Record<string, string>;
  /** Variables that only the services see, such as the port of a proxy before Postgres. */
  serviceVariables?: Record<string, string>;
  /** Names of the services to run; all where left out. */
  only?: string[];
  /** How many processes each service has; of the second on they are called `upload-2`. */
  instances?: number;
  /** A service whose inspector listens on this port of the loopback. */
  inspect?: { service: string; port: number };
}

export interface TestStack {
  /** Where the API is: the gateway's origin. */
  apiUrl: string;
  /** URL of the database for its owner, and for each service's and tool's login. */
  ownerUrl: string;
  databaseUrls: Record<LoginName, string>;
  awsEndpoint: string;
  /** The variables that the stack was made from: names of topic, bucket and so on. */
  variables: Record<string, string>;
  urlOf(service: string): string;
  /** Sends the signal and resolves once the process has ended; it is started again by itself. */
  kill(name: string, signal?: Deno.Signal): Promise<void>;
  /** Resolves once the process is ready (again). */
  ready(name: string): Promise<void>;
  /** The same of all of them. */
  allReady(): Promise<void>;
  restarts(name: string): number;
  /** The process number, while it runs. */
  pid(name: string): number | undefined;
  /** What the process has said. */
  output(name: string): string[];
  /** Where the same is written down, for the report of a failed test. */
  logs: string | undefined;
  close(): Promise<void>;
}

/** @throws with the output of the processes, where they are not ready within a minute, scaled */
export async function startStack(options: StackOptions = {}): Promise<TestStack> {
  const own = options.stores === "own";
  const dir = await Deno.makeTempDir({ prefix: "rollcall-stack-" });
  const database = own ? undefined : await createDatabase(readModels);
  const settings = stackSettings(dir, database?.name, options);
  const variables = { ...settings.variables, ...options.serviceVariables };
  const plans = [
    ...processPlans({ ...settings, variables }).filter((plan) =>
      plan.kind === "service" && (!options.only || options.only.includes(plan.name))
    ),
    ...processPlans(settings).filter((plan) => own && plan.kind === "store"),
  ];
  for (const plan of plans) {
    if (plan.name !== options.inspect?.service) continue;
    plan.args.splice(1, 0, `--inspect=127.0.0.1:${options.inspect.port}`);
  }
  const output = new Map<string, string[]>(), logs = logFolder();
  const stack = stackOf(plans, settings, (event) => remember(output, event, logs));
  const close = async () => {
    await stack.stop();
    await database?.drop();
    await Deno.remove(dir, { recursive: true }).catch(() => {});
  };
  try {
    await within(STEP_MS, stack.start());
  } catch (error) {
    await close();
    throw new Error(`the stack did not start: ${tail(output)}`, { cause: error });
  }
  const gateway = plans.find((plan) => plan.name === "gateway");
  return {
    apiUrl: gateway ? `http://localhost:${gateway.port}` : "",
    ownerUrl: databaseUrl({ ...settings, variables }, "owner"),
    databaseUrls: Object.fromEntries(
      [...logins.keys()].map((name) => [name, databaseUrl({ ...settings, variables }, name)]),
    ) as Record<LoginName, string>,
    awsEndpoint: settings.variables.AWS_ENDPOINT_URL ||
      `http://127.0.0.1:${settings.variables.EMULATOR_PORT}`,
    variables: settings.variables,
    urlOf: (name) => `http://127.0.0.1:${stack.process(name).plan.port}`,
    kill: (name, signal = "SIGKILL") => stack.process(name).kill(signal),
    ready: (name) => stack.process(name).ready(),
    async allReady() {
      await within(STEP_MS, Promise.all(stack.supervisors.map((process) => process.ready())));
    },
    pid: (name) => stack.process(name).pid,
    restarts: (name) => stack.process(name).restarts,
    output: (name) => output.get(name) ?? [],
    logs,
    close,
  };
}

/** In most tests one user does at once what many do in life; those about quotas set their own. */
const roomForOne = {
  UPLOADS_PER_USER: "16",
  PREVIEWS_PER_USER: "4",
  FILES_IN_WORK_PER_USER: "1000",
  REGISTRATIONS_PER_ADDRESS: "100000",
  SMTP_URL: "outbox:",
};

/** The settings of a person who has moved every port and renamed everything that is shared. */
function stackSettings(
  dir: string,
  databaseName: string | undefined,
  { variables, instances = 1 }: Pick<StackOptions, "variables" | "instances">,
): Settings {
  const { bucket, topic, baseQueue } = ownNames();
  const shared = databaseName ? new URL(fromRun("ROLLCALL_TEST_DATABASE_URL")) : undefined;
  const stores: Record<string, string> = shared && databaseName
    ? {
      DATABASE_NAME: databaseName,
      POSTGRES_PORT: shared.port,
      POSTGRES_PASSWORD: decodeURIComponent(shared.password),
      AWS_ENDPOINT_URL: fromRun("ROLLCALL_TEST_AWS_ENDPOINT"),
    }
    : { POSTGRES_PORT: String(steadyPort()), EMULATOR_PORT: String(steadyPort()) };
  const ports = services.map((row) => [
    row.portVariable,
    Array.from({ length: instances }, () => steadyPort()).join(),
  ]);
  return readSettings(Deno.cwd(), {
    PATH: Deno.env.get("PATH") ?? "",
    DATA_DIR: dir,
    ROLLCALL_DB_PASSWORD: servicePassword,
    ...stores,
    ...Object.fromEntries(ports),
    S3_BUCKET_NAME: bucket,
    SNS_TOPIC_NAME: topic,
    SQS_QUEUE_NAME: baseQueue,
    WEB_PORT: String(steadyPort()),
    INSTANCES: String(instances),
    ...roomForOne,
    ...variables,
  });
}

function remember(
  output: Map<string, string[]>,
  event: ProcessEvent,
  logs: string | undefined,
): void {
  const line = event.kind === "line"
    ? event.line
    : event.kind === "ready"
    ? undefined
    : `(${event.how})`;
  if (line === undefined) return;
  const lines = output.get(event.name) ?? [];
  output.set(event.name, lines);
  lines.push(line);
  if (lines.length > 2_000) lines.splice(0, 1_000);
  writeLine(logs, event.name, line);
}

function tail(output: Map<string, string[]>): string {
  return [...output].map(([name, lines]) => `\n${name}: ${lines.slice(-5).join("\n  ")}`).join("");
}
