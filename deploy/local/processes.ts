/**
 * Every process of the local stack, ready to be started: what is run, with which environment, on
 * which port and with which permissions. Pure: it computes from the settings and starts nothing.
 */
import { permissionFlags } from "./permissions.ts";
import { awsServicesOf, type Need, type ServiceRow, services } from "./services.ts";
import { databaseUrl, portOf, type Settings, storePorts } from "./settings.ts";

export interface ProcessPlan {
  name: string;
  /** Stores come up before services and go down after them. */
  kind: "store" | "service" | "web";
  /** What a person is told runs there. */
  title: string;
  /** Arguments of Deno. */
  args: string[];
  /** The whole environment of the process, but for what Deno itself needs. */
  env: Record<string, string>;
  cwd: string;
  host: string;
  port: number;
  portVariable: string;
  /** The path that answers 200 once it is ready; none: it is ready when its port is open. */
  readyPath?: string;
}

/** All processes, in the order in which they are shown. */
export function processPlans(settings: Settings): ProcessPlan[] {
  return [
    ...services.filter((row) => row.name === "gateway").map((row) => servicePlan(row, settings)),
    webPlan(settings),
    ...services.filter((row) => row.name !== "gateway").map((row) => servicePlan(row, settings)),
    postgresPlan(settings),
    ...(usesAws(settings) ? [] : [emulatorPlan(settings)]),
  ];
}

/** The process of one service. */
export function servicePlan(row: ServiceRow, settings: Settings): ProcessPlan {
  const port = portOf(settings, row.portVariable, row.port);
  const env = serviceEnvironment(row, settings, port);
  const aws = awsServicesOf(row.needs);
  const flags = permissionFlags(env, { reads: row.reads, addOns: row.addOns, aws });
  return {
    name: row.name,
    kind: "service",
    title: row.does,
    args: runArgs(flags, `services/${row.name}/main.ts`),
    env,
    cwd: settings.root,
    host: settings.host,
    port,
    portVariable: row.portVariable,
    readyPath: "/readyz",
  };
}

/** What an operator's tool finds in its environment; it listens nowhere. */
export function toolEnvironment(needs: Need[], settings: Settings): Record<string, string> {
  return Object.assign({}, ...needs.map((need) => provided[need](settings)));
}

/** Every child ends when the process that started it is gone, however that ended. */
function runArgs(flags: string[], entry: string): string[] {
  return ["run", "--preload=deploy/local/parent.ts", ...flags, entry];
}

function serviceEnvironment(row: ServiceRow, settings: Settings, port: number) {
  const { variables, host } = settings;
  const env: Record<string, string> = {
    HOST: host,
    PORT: String(port),
    ...toolEnvironment(row.needs, settings),
  };
  const takeOver = (names: string[]) => {
    for (const name of names) {
      const value = variables[name];
      if (value) env[name] = value;
    }
  };
  for (const [variable, name] of Object.entries(row.calls ?? {})) {
    env[variable] = urlOf(settings, name);
  }
  takeOver(["LOG_LEVEL", ...(row.options ?? [])]);
  takeOver(Object.keys(variables).filter((name) => name.startsWith("OTEL_")));
  if (env.OTEL_DENO) env.OTEL_SERVICE_NAME ??= `rollcall-${row.name}`;
  return env;
}

type Provide = (settings: Settings) => Record<string, string>;

const provided: Record<Need, Provide> = {
  "database": (settings) => ({
    DATABASE_URL: databaseUrl(settings, "service"),
    DATABASE_OWNER_URL: databaseUrl(settings, "owner"),
  }),
  "database login": (settings) => ({ DATABASE_URL: databaseUrl(settings, "service") }),
  "objects": (settings) => ({
    ...aws(settings),
    S3_BUCKET_NAME: settings.variables.S3_BUCKET_NAME || "data-ingestion-bucket",
  }),
  "bus": (settings) => ({
    ...aws(settings),
    SNS_TOPIC_NAME: settings.variables.SNS_TOPIC_NAME || "rollcall-events",
    SQS_QUEUE_NAME: settings.variables.SQS_QUEUE_NAME || "data-ingestion-queue",
  }),
  "tokens": (settings) => ({
    JWKS_URL: settings.variables.JWKS_URL ||
      `${urlOf(settings, "identity")}/.well-known/jwks.json`,
    JWT_ISSUER: settings.variables.JWT_ISSUER || apiOrigin(settings),
    JWT_AUDIENCE: settings.variables.JWT_AUDIENCE || "rollcall",
  }),
  "origins": (settings) => ({
    WEB_ORIGINS: settings.variables.WEB_ORIGINS ||
      [webOrigin(settings), apiOrigin(settings)].join(","),
  }),
  // The web adds the client's address and hands on; of the gateway itself it is the only word.
  "web before it": ({ variables }) => ({
    TRUSTED_PROXY_HOPS: variables.TRUSTED_PROXY_HOPS || "1",
  }),
  // On AWS CloudFront stands there: the load balancer behind it adds nothing.
  "gateway before it": () => ({ TRUSTED_PROXY_HOPS: "1" }),
  "upload limit": (settings) => ({ MAX_UPLOAD_BYTES: maxUploadBytes(settings) }),
};

function maxUploadBytes(settings: Settings): string {
  return settings.variables.MAX_UPLOAD_BYTES || "5242880";
}

/** AWS_ENDPOINT_URL=aws: the services here, S3, SNS and SQS there, as a stage's stacks made them. */
export const usesAws = ({ variables }: Settings) => variables.AWS_ENDPOINT_URL === "aws";

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
    AWS_REGION: variables.AWS_REGION || "us-east-1",
  };
}

function postgresPlan(settings: Settings): ProcessPlan {
  const { variable, port: fallback } = storePorts.postgres;
  const port = portOf(settings, variable, fallback);
  return {
    name: "postgres",
    kind: "store",
    title: `PostgreSQL 18, database ${settings.database.name}`,
    args: ["run", "--preload=deploy/local/parent.ts", "-A", "deploy/local/postgres.ts"],
    env: {
      HOST: settings.host,
      PORT: String(port),
      POSTGRES_DIR: `${settings.dataDir}/postgres`,
      POSTGRES_PASSWORD: settings.database.ownerPassword,
      POSTGRES_OPTIONS: settings.variables.POSTGRES_OPTIONS ?? "log_checkpoints=off",
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
      "--preload=../deploy/local/parent.ts",
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
      MAX_UPLOAD_BYTES: maxUploadBytes(settings),
    },
    cwd: `${settings.root}/web`,
    host: settings.host,
    port,
    portVariable: variable,
  };
}

function urlOf(settings: Settings, name: string): string {
  const row = services.find((service) => service.name === name);
  if (!row) throw new Error(`no service is called "${name}"`);
  return `http://${settings.host}:${portOf(settings, row.portVariable, row.port)}`;
}

/** Where the API is for people and programs outside, and who signs its tokens. */
export function apiOrigin(settings: Settings): string {
  return urlOf(settings, "gateway").replace(settings.host, "localhost");
}

export function webOrigin(settings: Settings): string {
  return `http://localhost:${portOf(settings, storePorts.web.variable, storePorts.web.port)}`;
}
