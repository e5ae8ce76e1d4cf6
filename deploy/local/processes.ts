/**
 * Plans every process of the local stack: command, environment, port and permissions. Pure:
 * computed from the settings, nothing is started.
 */
import {
  defaults,
  type LoginName,
  type Need,
  type ServiceRow,
  services,
  storePorts,
  type ToolRow,
  urlVariable,
} from "../../platform/manifest.ts";
import { runFlags } from "./permissions.ts";
import { databaseUrl, instancesOf, masterKeyOf, portOf, type Settings } from "./settings.ts";

export interface ProcessPlan {
  name: string;
  /** Stores start before services and stop after them. */
  kind: "store" | "service" | "web";
  /** Shown in the status table. */
  title: string;
  /** Arguments of Deno. */
  args: string[];
  /** The process's whole environment, except what Deno itself needs. */
  env: Record<string, string>;
  cwd: string;
  host: string;
  port: number;
  portVariable: string;
  /** The path that returns 200 once the process is ready; without one, an open port means ready. */
  readyPath?: string;
  /** Whether it leaves the processors to others, once it is ready. */
  yields?: boolean | undefined;
}

/** All processes, in the order in which they are shown. */
export function processPlans(settings: Settings): ProcessPlan[] {
  const plans = (row: ServiceRow) =>
    instances(settings).map((instance) => servicePlan(row, settings, instance));
  return [
    ...services.filter((row) => row.name === "gateway").flatMap(plans),
    webPlan(settings),
    ...services.filter((row) => row.name !== "gateway").flatMap(plans),
    postgresPlan(settings),
    ...(usesAws(settings) ? [] : [emulatorPlan(settings)]),
  ];
}

/** The numbers of a service's instances. */
function instances(settings: Settings): number[] {
  return Array.from({ length: instancesOf(settings) }, (_, i) => i + 1);
}

/** A process of one service; the first is named like it. */
export function servicePlan(row: ServiceRow, settings: Settings, instance = 1): ProcessPlan {
  const port = portOf(settings, row.portVariable, row.port, instance);
  const env = serviceEnvironment(row, settings, port);
  return {
    name: instance === 1 ? row.name : `${row.name}-${instance}`,
    kind: "service",
    title: row.does,
    args: runArgs(runFlags(row, env), `services/${row.name}/main.ts`),
    env,
    cwd: settings.root,
    host: settings.host,
    port,
    portVariable: row.portVariable,
    readyPath: "/readyz",
    yields: row.yields,
  };
}

/** The environment of an operator's tool, which does not listen. */
export function toolEnvironment(
  { name, needs }: Pick<ServiceRow | ToolRow, "name" | "needs">,
  settings: Settings,
): Record<string, string> {
  return Object.assign({}, ...needs.map((need) => provided[need](settings, name)));
}

/** Every child exits when its parent is gone, however that ended. */
function runArgs(flags: string[], entry: string): string[] {
  return ["run", "--preload=deploy/local/exit_with_parent.ts", ...flags, entry];
}

function serviceEnvironment(row: ServiceRow, settings: Settings, port: number) {
  const { variables, host } = settings;
  const env: Record<string, string> = {
    HOST: host,
    PORT: String(port),
    ...toolEnvironment(row, settings),
  };
  const takeOver = (names: readonly string[]) => {
    for (const name of names) {
      const value = variables[name];
      if (value) env[name] = value;
    }
  };
  for (const name of row.calls ?? []) {
    env[urlVariable(name)] = instances(settings).map((instance) => urlOf(settings, name, instance))
      .join(",");
  }
  takeOver(["LOG_LEVEL", ...row.variables ?? []]);
  takeOver(Object.keys(variables).filter((name) => name.startsWith("OTEL_")));
  if (env.OTEL_DENO) env.OTEL_SERVICE_NAME ??= `rollcall-${row.name}`;
  return env;
}

type Provide = (
  settings: Settings,
  name: ServiceRow["name"] | ToolRow["name"],
) => Record<string, string>;

const provided: Record<Need, Provide> = {
  "database": (settings, name) => ({ DATABASE_URL: databaseUrl(settings, name as LoginName) }),
  "job keys": () => ({}),
  "master key": (settings, name) => ({ MASTER_KEY: masterKeyOf(settings, name) }),
  "objects": (settings) => ({ ...aws(settings), ...named(settings, "S3_BUCKET_NAME") }),
  "bus": (settings) => ({
    ...aws(settings),
    ...named(settings, "SNS_TOPIC_NAME"),
    ...named(settings, "SQS_QUEUE_NAME"),
  }),
  "tokens": (settings) => ({
    JWKS_URL: settings.variables.JWKS_URL ||
      `${urlOf(settings, "identity")}/.well-known/jwks.json`,
    JWT_ISSUER: settings.variables.JWT_ISSUER || apiOrigin(settings),
    ...named(settings, "JWT_AUDIENCE"),
  }),
  "origins": (settings) => ({
    WEB_ORIGINS: settings.variables.WEB_ORIGINS ||
      [webOrigin(settings), apiOrigin(settings)].join(","),
  }),
  // Empty: the default.
  "retention": ({ variables }) => ({
    RETENTION_DAYS: variables.RETENTION_DAYS ?? "",
    RETENTION_UNFINISHED_DAYS: variables.RETENTION_UNFINISHED_DAYS ?? "",
    RETENTION_MOST_DAYS: variables.RETENTION_MOST_DAYS ?? "",
  }),
  // The web's proxy adds the client's address; the gateway trusts only that.
  "web before it": ({ variables }) => ({
    TRUSTED_PROXY_HOPS: variables.TRUSTED_PROXY_HOPS || "1",
  }),
  // On AWS that is CloudFront; the load balancer behind it adds nothing.
  "gateway before it": () => ({ TRUSTED_PROXY_HOPS: "1" }),
  // Only there: the gateway here speaks plain HTTP on this machine.
  "load balancer before it": ({ variables: { SERVE_TLS } }): Record<string, string> =>
    SERVE_TLS ? { SERVE_TLS } : {},
};

function named({ variables }: Settings, name: keyof typeof defaults): Record<string, string> {
  return { [name]: variables[name] || defaults[name] };
}

/** AWS_ENDPOINT_URL=aws: the services run here, with S3, SNS and SQS of a deployed stage. */
const usesAws = ({ variables }: Settings) => variables.AWS_ENDPOINT_URL === "aws";

function aws(settings: Settings): Record<string, string> {
  const { variables } = settings;
  if (usesAws(settings)) {
    const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"];
    return Object.fromEntries(names.flatMap((name) => {
      const value = variables[name];
      return value ? [[name, value]] : [];
    }));
  }
  const emulator = portOf(settings, storePorts.emulator.variable, storePorts.emulator.port);
  return {
    AWS_ENDPOINT_URL: variables.AWS_ENDPOINT_URL || `http://${settings.host}:${emulator}`,
    AWS_ACCESS_KEY_ID: variables.AWS_ACCESS_KEY_ID || "local",
    AWS_SECRET_ACCESS_KEY: variables.AWS_SECRET_ACCESS_KEY || "local",
    ...named(settings, "AWS_REGION"),
  };
}

function postgresPlan(settings: Settings): ProcessPlan {
  const { variable, port: fallback } = storePorts.postgres;
  const port = portOf(settings, variable, fallback);
  return {
    name: "postgres",
    kind: "store",
    title: `PostgreSQL 18, database ${settings.database.name}`,
    args: ["run", "--preload=deploy/local/exit_with_parent.ts", "-A", "deploy/local/postgres.ts"],
    env: {
      HOST: settings.host,
      PORT: String(port),
      POSTGRES_DIR: `${settings.dataDir}/postgres`,
      POSTGRES_PASSWORD: settings.database.ownerPassword,
      POSTGRES_OPTIONS: settings.variables.POSTGRES_OPTIONS ??
        `log_checkpoints=off max_connections=${100 * instancesOf(settings)}`,
      PATH: settings.variables.PATH ?? "",
    },
    cwd: settings.root,
    host: settings.host,
    port,
    portVariable: variable,
  };
}

function emulatorPlan(settings: Settings): ProcessPlan {
  const { variable, port: fallback } = storePorts.emulator;
  const port = portOf(settings, variable, fallback);
  const dir = settings.variables.EMULATOR_DIR ?? `${settings.dataDir}/emulator`;
  const flags = [
    "--no-prompt",
    `--allow-net=${settings.host}:${port}`,
    "--allow-env=HOST,PORT,EMULATOR_DIR",
    "--ignore-env",
    "--ignore-read",
    ...(dir ? [`--allow-read=${dir}`, `--allow-write=${dir}`] : []),
    "--allow-sys=hostname",
  ];
  return {
    name: "emulator",
    kind: "store",
    title: "SNS, SQS and S3 (fauxqs)",
    args: runArgs(flags, "deploy/local/emulator.ts"),
    env: { HOST: settings.host, PORT: String(port), EMULATOR_DIR: dir },
    cwd: settings.root,
    host: settings.host,
    port,
    portVariable: variable,
  };
}

function webPlan(settings: Settings): ProcessPlan {
  const { variable, port: fallback } = storePorts.web;
  const port = portOf(settings, variable, fallback);
  return {
    name: "web",
    kind: "web",
    title: "the web app (Vite)",
    args: [
      "run",
      "--preload=../deploy/local/exit_with_parent.ts",
      "-A",
      "npm:vite",
      "dev",
      "--clearScreen=false",
    ],
    env: {
      WEB_HOST: settings.host,
      WEB_PORT: String(port),
      API_URL: urlOf(settings, "gateway"),
      PATH: settings.variables.PATH ?? "",
      MAX_UPLOAD_BYTES: settings.variables.MAX_UPLOAD_BYTES ?? "",
    },
    cwd: `${settings.root}/web`,
    host: settings.host,
    port,
    portVariable: variable,
  };
}

function urlOf(settings: Settings, name: string, instance = 1): string {
  const row = services.find((service) => service.name === name);
  if (!row) throw new Error(`no service is called "${name}"`);
  return `http://${settings.host}:${portOf(settings, row.portVariable, row.port, instance)}`;
}

/** The API's public address, which is also the issuer of its tokens. */
export function apiOrigin(settings: Settings): string {
  return urlOf(settings, "gateway").replace(settings.host, "localhost");
}

export function webOrigin(settings: Settings): string {
  return `http://localhost:${portOf(settings, storePorts.web.variable, storePorts.web.port)}`;
}
