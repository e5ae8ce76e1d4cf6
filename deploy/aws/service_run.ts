/**
 * The command and environment of a service's task: those that the local stack computes for the same
 * manifest row, with AWS names instead of local ones. A variable or permission added to a service
 * thus applies here too.
 */
import { runFlags } from "../local/permissions.ts";
import { servicePlan, toolEnvironment } from "../local/processes.ts";
import { defaults, type Need, type ServiceRow, type ToolRow } from "../../platform/manifest.ts";
import type { Settings } from "../local/settings.ts";
import type { Stage } from "./stages/mod.ts";

/** Placeholder for the database's address, which only AWS knows. */
export const DATABASE_HOST = "database.invalid";
/** Placeholder for the replica's address. */
export const REPLICA_HOST = "replica.invalid";
/** The stage's database. Each service's login is in its secret, never in the URL. */
export const DATABASE_NAME = "ingestion_db";
/** The path of RDS's root certificates in the image. */
export const databaseCertificates = (region: string) => `deploy/certificates/rds-${region}.pem`;

/** The endpoint for the task role's credentials on Fargate. */
const TASK_METADATA = "169.254.170.2:80";
/** Set by AWS: the path of the credentials; set by the task: the login from the secret. */
const given = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "PGUSER", "PGPASSWORD"];
/** Set by the task where a mail server is named: the login from its secret. */
const mailLogin = ["SMTP_USER", "SMTP_PASSWORD"];

export interface ServiceRun {
  /** All variables except those from secrets. */
  environment: Record<string, string>;
  /** Arguments of Deno. */
  command: string[];
}

export function hasDatabase({ needs }: { needs: readonly Need[] }): boolean {
  return needs.includes("database");
}

/** The URL of the stage's database without a login: postgres.js takes PGUSER and PGPASSWORD. */
function databaseUrl(host: string): string {
  return `postgres://${host}:5432/${DATABASE_NAME}?sslmode=verify-full`;
}

/** Placeholder for the ARN of a service's master key, of which the region is known. */
export function masterKeyArn({ region }: Stage): string {
  return `arn:aws:kms:${region}:000000000000:key/invalid`;
}

export function serviceRun(row: ServiceRow, stage: Stage): ServiceRun {
  const environment = { ...servicePlan(row, settingsOf(stage)).env };
  if (row.variables?.includes("DATABASE_READ_URL")) {
    environment.DATABASE_READ_URL = databaseUrl(REPLICA_HOST);
  }
  return runOf(row, `services/${row.name}/main.ts`, environment, stage);
}

/** The same for a tool, which does not listen. */
export function toolRun(row: ToolRow, stage: Stage): ServiceRun {
  return runOf(row, row.entry, toolEnvironment(row, settingsOf(stage)), stage);
}

/** What a function does not have: a port, Deno, a collector beside it; Lambda sets the region. */
const notInLambda = /^(HOST|PORT|AWS_REGION|DENO_CERT|OTEL_\w+)$/;

/** The variables of the same service as a Lambda function, except those from secrets. */
export function functionEnvironment(row: ServiceRow, stage: Stage): Record<string, string> {
  const ofTask = Object.entries(serviceRun(row, stage).environment);
  return {
    ...Object.fromEntries(ofTask.filter(([name]) => !notInLambda.test(name))),
    NODE_EXTRA_CA_CERTS: `/var/task/rds-${stage.region}.pem`,
  };
}

function runOf(
  row: Parameters<typeof runFlags>[0],
  entry: string,
  plan: Record<string, string>,
  stage: Stage,
): ServiceRun {
  const environment = { ...plan };
  if (row.needs.includes("master key")) environment.MASTER_KEY = masterKeyArn(stage);
  if (hasDatabase(row)) {
    environment.DATABASE_URL = databaseUrl(DATABASE_HOST);
    environment.DENO_CERT = databaseCertificates(stage.region);
  }
  const secret = environment.SMTP_URL ? [...given, ...mailLogin] : given;
  const seen = { ...environment, ...Object.fromEntries(secret.map((name) => [name, ""])) };
  // The image stores every package there.
  const addOns = row.addOns?.map(() => "/deno-dir");
  const flags = runFlags({ ...row, ...(addOns && { addOns }) }, seen)
    .map((flag) => flag.startsWith("--allow-net=") ? `${flag},${TASK_METADATA}` : flag);
  return {
    environment,
    command: ["run", "--cached-only", "--node-modules-dir=none", ...flags, entry],
  };
}

/** The local stack's settings for this stage. */
function settingsOf(stage: Stage): Settings {
  return {
    root: "/app",
    dataDir: "/nowhere",
    host: "0.0.0.0",
    variables: stageVariables(stage),
    database: { name: DATABASE_NAME, ownerPassword: "", secret: "" },
  };
}

/** The stage as environment variables of the local stack. */
function stageVariables(stage: Stage): Record<string, string> {
  const origin = `https://${stage.domain.web}`;
  return {
    // AWS itself; keys come from the task's role.
    AWS_ENDPOINT_URL: "aws",
    AWS_REGION: stage.region,
    S3_BUCKET_NAME: stage.uploads.bucket,
    SNS_TOPIC_NAME: stage.topic,
    SQS_QUEUE_NAME: stage.queue,
    // Through CloudFront, as for any client: it could be any OIDC provider.
    JWKS_URL: `${origin}/api/.well-known/jwks.json`,
    JWT_ISSUER: origin,
    JWT_AUDIENCE: defaults.JWT_AUDIENCE,
    WEB_ORIGINS: origin,
    SERVE_TLS: "yes",
    ADMINS_NEED_SECOND_FACTOR: "yes",
    MAX_UPLOAD_BYTES: String(stage.uploads.maxBytes),
    ...(stage.mail && {
      SMTP_URL: stage.mail.smtpUrl,
      MAIL_FROM: stage.mail.from,
      REGISTER_BY_MAIL: stage.mail.registerByMail ? "yes" : "no",
    }),
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
    OTEL_LOGS_EXPORTER: "none",
    OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${stage.name}`,
  };
}
