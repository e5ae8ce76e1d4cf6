/**
 * The system in one table: each service's name, port, variables, the functions that react to
 * events, its rights to files and the bus, and its size on AWS. Pure data, which any module may
 * import. From it follow a service's configuration, its parts and its process (`service.ts`), the
 * queues, the permissions and environments of the local stack (`deploy/local`), and tasks, roles
 * and rules on AWS (`deploy/aws`). `compose.yaml`, `.env.example` and `docs/configuration.md` are
 * held to it by a test.
 */
import type { EventType } from "@rollcall/contracts";

/** What a service may need; each need implies variables, and access to the addresses in them. */
const allNeeds = [
  /** a login of its own: follows from `database` */
  "database",
  /** opens what is sealed, so it follows erasures by other processes: follows from "open" */
  "job keys",
  /** a master key that wraps keys: follows from "open" and "make keys"; identity has its own */
  "master key",
  /** the object store: follows from `files` */
  "objects",
  /** topic and queues: follows from `reacts` and `bus` */
  "bus",
  /** authenticates users by token */
  "tokens",
  /** the origins allowed in browsers */
  "origins",
  /** how long jobs are kept, unless their user has set it */
  "retention",
  /** only the web, if anything, is in front and adds the client's address */
  "web before it",
  /** the gateway adds it; on AWS CloudFront does, as the load balancer adds nothing */
  "gateway before it",
  /** on AWS the load balancer asks it, by TLS */
  "load balancer before it",
] as const;
export type Need = (typeof allNeeds)[number];

/**
 * `erase` removes a file with all its versions and unfinished uploads; `list` lists files,
 * including versions of deleted ones. The ledger of erasures lies beside the files, so that a
 * restored database can be told what was erased since.
 */
export type FileVerb = "read" | "write" | "erase" | "list" | "note erasures" | "list erasures";

/**
 * Besides consuming its own queue: `publish` sends to the topic, `redrive` reads every queue's length
 * and moves dead letters back to their queues.
 */
export type BusVerb = "publish" | "redrive";

/** Sizes of tasks on AWS; `deploy/aws/stages` defines each per stage. */
export type SizeName = "usual" | "worker" | "large" | "pair";

/**
 * What a login may do in the database. Each is a group role there, `rollcall_may_…`, whose rights
 * are defined beside the tables that they concern.
 */
export const databaseVerbs = [
  /** the log, its checkpoints and leases, and which jobs were erased */
  "read",
  /** adds events; nobody changes or deletes one */
  "append",
  /** moves checkpoints, takes leases */
  "follow",
  /** reads jobs' data keys, with which it seals and opens */
  "open",
  /** makes a job's data key */
  "make keys",
  /** destroys a job's data key and marks the job, for good */
  "erase",
  /** upload's table of the files that each user has, and those of them that go soon */
  "keep files",
  /** counts what decisions and changes add to the log, by user */
  "count changes",
  /** reads the read models */
  "query",
  /** writes the tables of the read models' generations */
  "fold",
  /** reads how far the read models are, and none of their rows */
  "measure",
  /** closes accounts, for good */
  "close accounts",
  /** stores how long a user wants jobs to be kept, and that they were warned of a deletion */
  "set retention",
  /** adds to the security log: who did what */
  "note",
  /** reads the security log */
  "read notes",
] as const;
export type DatabaseVerb = (typeof databaseVerbs)[number];

const wrappingVerbs = ["open", "make keys"] as const satisfies DatabaseVerb[];
type WrappingVerb = (typeof wrappingVerbs)[number];

interface Runs {
  needs: readonly Exclude<Need, "database" | "job keys" | "objects" | "bus">[];
  /** Its rights in the database, if it has a login; none: only those on tables of its own. */
  database?: readonly DatabaseVerb[];
  files?: readonly [FileVerb, ...FileVerb[]];
  bus?: BusVerb;
  /**
   * Event type → the function that reacts to it. A service that folds the log is woken by every
   * event.
   */
  reacts?: Partial<Record<EventType, string>> | "every event";
}

interface Tool extends Runs {
  entry: string;
}

interface Row extends Runs {
  /** What it does, for documentation. */
  does: string;
  port: number;
  /** The variable that changes its local port; by default its name with `_PORT`. */
  portVariable?: string;
  /** Services that it calls; each address is in a variable such as `UPLOAD_URL`. */
  calls?: readonly string[];
  /** Its own variables; their schemas are in its `config.ts`. */
  variables?: readonly string[];
  /** Files that it opens, besides the modules that it imports. */
  reads?: readonly string[];
  /** Native add-ons that it loads. */
  addOns?: readonly string[];
  /** Heap limits, if V8's defaults would use too much memory. */
  heap?: Heap;
  /**
   * Whether nobody waits for a single answer of it: where processors are short, those who answer
   * people come first.
   */
  yields?: true;
  /** Seconds without progress, while facts are waiting, after which it counts as stalled. */
  stalledAfterS?: number;
  /** null if it does not run on AWS. */
  size: SizeName | null;
}

export interface Heap {
  /** heap growth between two full collections, in percent of what the first left; else V8's own */
  growthPercent?: number;
  /** the size of each semi-space of the young generation */
  newSpaceMib: number;
}

/**
 * The young generation grows to 16 MiB while a process starts, and stays that large: a fifth of an
 * idle service's memory, wasted where little data passes through.
 */
const SMALL_HEAP = { newSpaceMib: 1 };
const REQUEST_HEAP = { newSpaceMib: 4 };

/**
 * For services that large files pass through: most of what they hold is uncollected garbage. Measured
 * on three files of 50,000 rows: the projection holds at most 200 MiB instead of 330, for 8 % more of
 * a processor. Parsing and dedupe make more short-lived objects, and pay dearly for a small young
 * generation (44 % and 90 % more); so parsing holds 300 MiB instead of 410 in a file of 300,000 rows,
 * for 16 % more.
 */
const PROJECTION_HEAP = { growthPercent: 50, newSpaceMib: 8 };
const WORKER_HEAP = { growthPercent: 80, newSpaceMib: 16 };

/** A retry wakes every stage; only the one that it names acts. */
export const manifest = {
  gateway: {
    does: "the API: one origin for every service",
    port: 8000,
    portVariable: "API_PORT",
    needs: ["origins", "web before it"],
    calls: ["upload", "review", "projection", "identity", "operations"],
    // The load balancer and CloudFront do its work.
    size: null,
  },
  upload: {
    does: "takes files, opens jobs",
    port: 8001,
    needs: ["tokens", "origins", "retention", "gateway before it", "load balancer before it"],
    database: ["read", "append", "open", "make keys", "erase", "keep files", "note"],
    // It reads the file of a job that is to be read again.
    files: ["read", "write", "erase", "note erasures"],
    variables: [
      "MAX_UPLOAD_BYTES",
      "UPLOADS_PER_USER",
      "PREVIEWS_PER_USER",
      "FILES_IN_WORK_PER_USER",
      "BYTES_KEPT_PER_USER",
      "ROWS_KEPT_PER_USER",
      "BYTES_UPLOADED_PER_USER",
      "MAX_ROWS",
      "CLAMD_URL",
    ],
    heap: REQUEST_HEAP,
    size: "usual",
  },
  parsing: {
    does: "reads and checks files",
    port: 8005,
    needs: [],
    database: ["read", "append", "follow", "open"],
    reacts: { JobCreated: "parseFile", JobRetried: "parseFile", JobDeleted: "removeFile" },
    files: ["read", "erase", "note erasures"],
    variables: ["MAX_ROWS", "MAX_QUESTIONS", "MAX_PARSED_BYTES"],
    heap: WORKER_HEAP,
    yields: true,
    size: "worker",
  },
  dedupe: {
    does: "finds people who appear twice",
    port: 8006,
    needs: [],
    database: ["read", "append", "follow", "open"],
    reacts: { ParsingCompleted: "findDuplicates", JobRetried: "findDuplicates" },
    heap: WORKER_HEAP,
    yields: true,
    size: "worker",
  },
  review: {
    does: "decisions, undo and redo, final lists",
    port: 8002,
    needs: ["tokens", "origins", "gateway before it", "load balancer before it"],
    database: ["read", "append", "follow", "open", "count changes", "note"],
    reacts: {
      DedupeCompleted: "finalizeWhereNothingIsOpen",
      JobRetried: "finalizeWhereNothingIsOpen",
    },
    variables: ["BYTES_CHANGED_PER_USER"],
    // A thread loads its modules when it starts.
    reads: ["contracts", "domain", "event-store", "platform", "services"],
    heap: REQUEST_HEAP,
    size: "large",
  },
  projection: {
    does: "every query and live update",
    port: 8003,
    needs: ["tokens", "origins", "retention", "gateway before it", "load balancer before it"],
    database: ["read", "follow", "open", "query", "fold", "measure", "note"],
    reacts: "every event",
    variables: ["DATABASE_READ_URL", "LIVE_VIEWS_PER_USER"],
    heap: PROJECTION_HEAP,
    // It gets past events that cannot be folded by itself, within up to four attempts of 15 s each.
    stalledAfterS: 120,
    size: "large",
  },
  identity: {
    does: "accounts, sign-in, mail, signing keys",
    port: 8004,
    needs: [
      "master key",
      "tokens",
      "origins",
      "retention",
      "gateway before it",
      "load balancer before it",
    ],
    database: ["close accounts", "set retention", "note", "read notes"],
    variables: [
      "JWT_TTL_SECONDS",
      "JWT_ROTATION_SECONDS",
      "SESSION_IDLE_SECONDS",
      "SESSION_MAX_SECONDS",
      "REGISTRATIONS_PER_ADDRESS",
      "SMTP_URL",
      "SMTP_USER",
      "SMTP_PASSWORD",
      "MAIL_FROM",
      "REGISTER_BY_MAIL",
      "ADMINS_NEED_SECOND_FACTOR",
      "OIDC_URL",
      "OIDC_CLIENT_ID",
      "OIDC_CLIENT_SECRET",
      "OIDC_NAME",
    ],
    // argon2 is native code; its loader runs ldd to identify the C library.
    addOns: ["node_modules"],
    reads: ["/usr/bin/ldd"],
    heap: SMALL_HEAP,
    size: "usual",
  },
  relay: {
    does: "event store to topic",
    port: 8007,
    needs: [],
    database: ["read", "follow"],
    bus: "publish",
    heap: SMALL_HEAP,
    yields: true,
    // One holds the lease, one stands by: more would only wait.
    size: "pair",
  },
  operations: {
    does: "figures for operators, set-aside work sent on again",
    port: 8008,
    needs: ["tokens", "origins", "load balancer before it"],
    // Of events it appends JobRetried alone.
    database: ["read", "append", "measure"],
    bus: "redrive",
    heap: SMALL_HEAP,
    size: "usual",
  },
} as const satisfies Record<string, Row>;

/** Programs that an operator or a schedule runs and that end by themselves. */
export const tools = {
  /** Grants the role admin, which only its login may, and reads the security log. */
  admin: { entry: "services/identity/admin.ts", needs: [], database: ["note", "read notes"] },
  dlq: {
    entry: "services/operations/dlq.ts",
    needs: [],
    database: ["read", "append"],
    bus: "redrive",
  },
  /**
   * Reconciles the ledger of erasures with the database, above all after a restore; deletes expired
   * jobs.
   */
  erasures: {
    entry: "services/upload/erasures.ts",
    needs: ["retention"],
    database: ["read", "append", "erase", "keep files", "close accounts", "note"],
    files: ["note erasures", "list erasures"],
  },
  /** The daily reconciliation of files. */
  reconciliation: {
    entry: "services/operations/reconcile.ts",
    needs: [],
    database: ["read"],
    files: ["list", "erase"],
  },
} as const satisfies Record<string, Tool>;

/** Ports of the stores, and the variables that change them locally. */
export const storePorts = {
  postgres: { variable: "POSTGRES_PORT", port: 5432 },
  emulator: { variable: "EMULATOR_PORT", port: 4566 },
  web: { variable: "WEB_PORT", port: 5173 },
} as const;

/** Default names. */
export const defaults = {
  AWS_REGION: "us-east-1",
  S3_BUCKET_NAME: "data-ingestion-bucket",
  SNS_TOPIC_NAME: "rollcall-events",
  SQS_QUEUE_NAME: "data-ingestion-queue",
  JWT_AUDIENCE: "rollcall",
} as const;

type Manifest = typeof manifest;
type Everybody = Manifest & typeof tools;
type NamesWith<Part> = { [N in keyof Everybody]: Everybody[N] extends Part ? N : never }[
  keyof Everybody
];

export type ServiceName = keyof Manifest;
export type ToolName = keyof typeof tools;
/** Services with a queue. */
export type ConsumerName = NamesWith<{ reacts: unknown }>;
/** Services with a function per event type. */
export type ReactingName = NamesWith<{ reacts: object }>;
/** Services that access files. */
export type FileUser = NamesWith<{ files: unknown }>;
/** Services and tools with a login of their own in the database. */
export type LoginName = NamesWith<{ database: unknown }>;
/** Services that write the security log. */
export type NotingName = {
  [N in ServiceName & LoginName]: "note" extends Everybody[N]["database"][number] ? N : never;
}[ServiceName & LoginName];
/** Those that wrap or unwrap keys. */
export type MasterKeyUser = {
  [N in LoginName]: Extract<WrappingVerb, Everybody[N]["database"][number]> extends never ? never
    : N;
}[LoginName];
/** All needs of a service or tool. */
export type NeedOf<N extends keyof Everybody> =
  | Everybody[N]["needs"][number]
  | (N extends LoginName ? "database" : never)
  | (N extends MasterKeyUser ? "master key" : never)
  | (N extends FileUser ? "objects" : never)
  | (N extends ConsumerName | NamesWith<{ bus: unknown }> ? "bus" : never);
/** Its own variables. */
export type VariableOf<N extends ServiceName> = Manifest[N] extends
  { variables: readonly (infer V extends string)[] } ? V : never;
/** The services that it calls. */
export type CalledBy<N extends ServiceName> = Manifest[N] extends
  { calls: readonly (infer C extends string)[] } ? C : never;

type ReactsOf<N extends ReactingName> = Manifest[N]["reacts"];
/** The names of a service's functions, such as `"parseFile" | "removeFile"`. */
export type FunctionName<N extends ReactingName> = Extract<
  ReactsOf<N>[keyof ReactsOf<N>],
  string
>;
export type VerbOf<N extends FileUser> = Everybody[N]["files"][number];

/** A row in uniform shape, with all its needs. */
type Told<R extends Runs, N> = Omit<R, "needs"> & { name: N; needs: readonly Need[] };
export type ServiceRow = Told<Row, ServiceName> & { portVariable: string };
export type ToolRow = Told<Tool, ToolName>;

/** Every service, in the order of the table. */
export const services: readonly ServiceRow[] = Object.entries<Row>(manifest).map(([name, row]) => ({
  portVariable: `${name.toUpperCase()}_PORT`,
  ...row,
  name: name as ServiceName,
  needs: needsOf(row),
}));

export const toolRows: readonly ToolRow[] = Object.entries<Tool>(tools).map(([name, row]) => ({
  ...row,
  name: name as ToolName,
  needs: needsOf(row),
}));

/** What each login may do in the database, services' first. */
export const logins: ReadonlyMap<LoginName, readonly DatabaseVerb[]> = new Map(
  [...services, ...toolRows].flatMap(({ name, database }) =>
    database ? [[name as LoginName, database] as const] : []
  ),
);

/** The role of a login in the database. */
export function roleOf(name: LoginName): string {
  return `rollcall_${name}`;
}

function needsOf({ needs, database, files, bus, reacts }: Runs): Need[] {
  const all: Need[] = [...needs];
  if (database) all.push("database");
  if (database?.includes("open")) all.push("job keys");
  if (wrappingVerbs.some((verb) => database?.includes(verb))) all.push("master key");
  if (files) all.push("objects");
  if (bus ?? reacts) all.push("bus");
  return allNeeds.filter((need) => all.includes(need));
}

/** The row of a service. */
export function rowOf(name: ServiceName): ServiceRow {
  return services.find((row) => row.name === name)!;
}

/** The variable with a service's address, for its callers. */
export function urlVariable<N extends string>(name: N): `${Uppercase<N>}_URL` {
  return `${name.toUpperCase() as Uppercase<N>}_URL`;
}

/** The event types that wake a consumer; null: every event. */
export function wakingTypes(name: ConsumerName): EventType[] | null {
  const { reacts } = manifest[name];
  return reacts === "every event" ? null : Object.keys(reacts) as EventType[];
}

/** The name of the function that reacts to this type; undefined if the service has none. */
export function functionFor(name: ReactingName, type: string): string | undefined {
  const reacts = new Map<string, string>(Object.entries(manifest[name].reacts));
  return reacts.get(type);
}

/** The verbs of a service or tool on files, if any. */
export function fileVerbs(name: string): readonly FileVerb[] {
  return [...services, ...toolRows].find((row) => row.name === name)?.files ?? [];
}
