/**
 * What a service's task runs: the environment and the command that the local stack computes for the
 * same row of the table, with AWS's names in place of the laptop's. A variable or a permission that
 * a service gains is gained here too; nothing is said twice.
 */
import { permissionFlags } from "../local/permissions.ts";
import { servicePlan, toolEnvironment } from "../local/processes.ts";
import { awsServicesOf, type Need, type ServiceRow, type ToolRow } from "../local/services.ts";
import type { Settings } from "../local/settings.ts";
import type { Stage } from "./stages/mod.ts";

/** Stands for the database's address, which is known to AWS only. */
export const databaseHost = "database.invalid";
/** The same for its replica's. */
export const replicaHost = "replica.invalid";
/** The stage's database. The login is in the services' secrets, never in the URL. */
export const databaseName = "ingestion_db";
/** The certificates that RDS's own are signed by, in the image. */
export const databaseCertificates = (region: string) => `deploy/certificates/rds-${region}.pem`;

/** Where a task on Fargate asks for its role's keys. */
const taskMetadata = "169.254.170.2:80";
/** Set by AWS: where in the metadata the keys are; and by the task: the login from the secret. */
const given = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "PGUSER", "PGPASSWORD"];

export interface ServiceRun {
  /** All variables but those that come from secrets. */
  environment: Record<string, string>;
  /** Arguments of Deno. */
  command: string[];
}

export function hasDatabase({ needs }: { needs: Need[] }): boolean {
  return needs.some((need) => need === "database" || need === "database login");
}

/** The URL of the stage's database without a login: postgres.js takes PGUSER and PGPASSWORD. */
export function databaseUrl(host: string): string {
  return `postgres://${host}:5432/${databaseName}?sslmode=verify-full`;
}

export function serviceRun(row: ServiceRow, stage: Stage): ServiceRun {
  const { env } = servicePlan(row, settingsOf(stage));
  // Only the operator's task has the owner's login.
  const { DATABASE_OWNER_URL: _, ...environment } = env;
  if (row.options?.includes("DATABASE_READ_URL")) {
    environment.DATABASE_READ_URL = databaseUrl(replicaHost);
  }
  return runOf(row, `services/${row.name}/main.ts`, environment, stage);
}

/** The same for what runs once and ends: it listens nowhere. */
export function toolRun(row: ToolRow, stage: Stage): ServiceRun {
  return runOf(row, row.entry, toolEnvironment(row.needs, settingsOf(stage)), stage);
}

function runOf(
  row: { needs: Need[]; reads?: string[]; addOns?: string[] },
  entry: string,
  plan: Record<string, string>,
  stage: Stage,
): ServiceRun {
  const environment = { ...plan };
  if (hasDatabase(row)) {
    environment.DATABASE_URL = databaseUrl(databaseHost);
    environment.DENO_CERT = databaseCertificates(stage.region);
  }
  const seen = { ...environment, ...Object.fromEntries(given.map((name) => [name, ""])) };
  const flags = permissionFlags(seen, {
    reads: row.reads,
    // The image keeps every package there.
    addOns: row.addOns?.map(() => "/deno-dir"),
    aws: awsServicesOf(row.needs),
  }).map((flag) => flag.startsWith("--allow-net=") ? `${flag},${taskMetadata}` : flag);
  return {
    environment,
    command: ["run", "--cached-only", "--node-modules-dir=none", ...flags, entry],
  };
}

/** What the local stack would be told for this stage. */
function settingsOf(stage: Stage): Settings {
  return {
    root: "/app",
    dataDir: "/nowhere",
    host: "0.0.0.0",
    variables: stageVariables(stage),
    database: { name: databaseName, ownerPassword: "", login: "", password: "" },
  };
}

/** The stage as a person would set it for the local stack. */
export function stageVariables(stage: Stage): Record<string, string> {
  const origin = `https://${stage.domain.web}`;
  return {
    // AWS itself; keys come from the task's role.
    AWS_ENDPOINT_URL: "aws",
    AWS_REGION: stage.region,
    S3_BUCKET_NAME: stage.uploads.bucket,
    SNS_TOPIC_NAME: stage.topic,
    SQS_QUEUE_NAME: stage.queue,
    // By way of CloudFront, as for anybody else: any OIDC provider could stand here.
    JWKS_URL: `${origin}/api/.well-known/jwks.json`,
    JWT_ISSUER: origin,
    JWT_AUDIENCE: "rollcall",
    WEB_ORIGINS: origin,
    MAX_UPLOAD_BYTES: String(stage.uploads.maxBytes),
    ADMIN_EMAILS: stage.adminEmails.join(","),
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
    OTEL_LOGS_EXPORTER: "none",
    OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${stage.name}`,
  };
}
