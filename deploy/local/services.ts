/**
 * The services of the system: their ports and what each of them talks to. This table is the only
 * place that says so: environment and permissions of every process follow from it, here, in the
 * tests and wherever else the services run.
 */

/** What a service talks to; each one stands for variables and for the addresses in them. */
export type Need =
  | "database"
  | "database login"
  | "objects"
  | "bus"
  | "tokens"
  | "origins"
  | "web before it"
  | "gateway before it"
  | "upload limit";

export interface ServiceRow {
  name: string;
  portVariable: string;
  port: number;
  needs: Need[];
  /** What it does, for people. */
  does: string;
  /** Services that it calls: variable → name. */
  calls?: Record<string, string>;
  /** Further variables that are handed on where the person has set them. */
  options?: string[];
  /** Files that it opens, besides the modules that it imports. */
  reads?: string[];
  /** Native add-ons that it loads. */
  addOns?: string[];
}

export const services: ServiceRow[] = [
  {
    name: "gateway",
    does: "the API: one origin for every service",
    portVariable: "API_PORT",
    port: 8000,
    needs: ["origins", "web before it", "upload limit"],
    calls: {
      UPLOAD_URL: "upload",
      REVIEW_URL: "review",
      PROJECTION_URL: "projection",
      IDENTITY_URL: "identity",
      OPERATIONS_URL: "operations",
    },
  },
  {
    name: "upload",
    does: "takes files, opens jobs",
    portVariable: "UPLOAD_PORT",
    port: 8001,
    needs: ["database", "objects", "tokens", "origins", "upload limit"],
    options: [
      "UPLOADS_PER_USER",
      "PREVIEWS_PER_USER",
      "FILES_IN_WORK_PER_USER",
      "BYTES_KEPT_PER_USER",
      "ROWS_KEPT_PER_USER",
      "MAX_ROWS",
    ],
  },
  {
    name: "review",
    does: "decisions, final lists",
    portVariable: "REVIEW_PORT",
    port: 8002,
    needs: ["database", "bus", "tokens", "origins"],
    // A thread's modules are read as it starts, not with those of the process.
    reads: ["contracts", "event-store", "services"],
  },
  {
    name: "projection",
    does: "every query and live update",
    portVariable: "PROJECTION_PORT",
    port: 8003,
    needs: ["database", "bus", "tokens", "origins"],
    options: ["DATABASE_READ_URL", "LIVE_VIEWS_PER_USER"],
  },
  {
    name: "identity",
    does: "accounts, sign-in, signing keys",
    portVariable: "IDENTITY_PORT",
    port: 8004,
    needs: ["database", "tokens", "origins", "gateway before it"],
    options: ["JWT_TTL_SECONDS", "JWT_ROTATION_SECONDS", "ADMIN_EMAILS"],
    // argon2 is native code; its loader reads ldd to tell one C library from another.
    addOns: ["node_modules"],
    reads: ["/usr/bin/ldd"],
  },
  {
    name: "parsing",
    does: "reads and checks files",
    portVariable: "PARSING_PORT",
    port: 8005,
    needs: ["database", "objects", "bus"],
    options: ["MAX_ROWS", "MAX_QUESTIONS", "MAX_PARSED_BYTES"],
  },
  {
    name: "dedupe",
    does: "finds people who appear twice",
    portVariable: "DEDUPE_PORT",
    port: 8006,
    needs: ["database", "bus"],
  },
  {
    name: "relay",
    does: "event store to topic",
    portVariable: "RELAY_PORT",
    port: 8007,
    needs: ["database", "bus"],
  },
  {
    name: "operations",
    does: "figures for operators",
    portVariable: "OPERATIONS_PORT",
    port: 8008,
    needs: ["database login", "bus", "tokens", "origins"],
  },
];

/** What an operator, or a schedule, runs and that ends by itself. */
export interface ToolRow {
  name: string;
  entry: string;
  needs: Need[];
}

export const tools: ToolRow[] = [
  { name: "dlq", entry: "services/operations/dlq.ts", needs: ["database login", "bus"] },
  {
    name: "reconciliation",
    entry: "services/operations/reconcile.ts",
    needs: ["database login", "objects"],
  },
];

/** Which AWS services these needs call: what permissions and endpoints are about. */
export function awsServicesOf(needs: Need[]): ("s3" | "sns" | "sqs")[] {
  const objects = needs.includes("objects") ? ["s3" as const] : [];
  return needs.includes("bus") ? [...objects, "sns", "sqs"] : objects;
}
