/**
 * The parser as a function on AWS Lambda: its queue hands it up to ten messages, it does with each
 * what the worker does, and answers which of them must come again. A schedule invokes it without
 * messages, to sweep the log. Runs in Node; bundled by `deno task lambda:bundle`.
 */
import "@rollcall/runtime/older_node.ts";
import process from "node:process";
import { connect, eraser, EventStore } from "@rollcall/event-store";
import { parseConfig } from "@rollcall/runtime/config.ts";
import {
  awsFields,
  bucketFields,
  databaseFields,
  logFields,
} from "@rollcall/runtime/config_fields.ts";
import { dispatch } from "@rollcall/runtime/dispatch.ts";
import { openFiles } from "@rollcall/runtime/files.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { type Reaction, sweep, Worker } from "@rollcall/runtime/reactions.ts";
import { handleBatch, type SqsBatchResponse, type SqsEvent } from "@rollcall/runtime/sqs_event.ts";
import { takeLogin } from "@rollcall/runtime/lambda_login.ts";
import { parsingFunctions } from "./reactions.ts";
import { workFields } from "./work_limits.ts";

/** Files read at the same time, as in the worker. */
const CONCURRENCY = 4;
/** Below the function's limit of 5 minutes. */
const DEADLINE_MS = 280_000;
/** Kept before the function's limit, to answer what is done and what is not. */
const MARGIN_MS = 10_000;
/** The bus is given this long before a sweep takes an event up itself. */
const GRACE_MS = 60_000;

/** What of Lambda's context is used. */
export interface Context {
  getRemainingTimeInMillis(): number;
}

/** What the schedule sends. */
export interface Sweep {
  sweep: true;
  graceMs?: number;
}

/** Made once for each process that Lambda keeps warm. */
let parser: Promise<Parser> | undefined;

interface Parser {
  reaction: Reaction;
  worker: Worker;
  tries: Map<string, number>;
  /** Between two invocations the process stands still, and hears of nothing. */
  forgetErased: () => Promise<void>;
}

/** @throws where it cannot start at all: then every message of the batch comes again */
export async function handler(
  event: SqsEvent | Sweep,
  context: Context,
): Promise<SqsBatchResponse | undefined> {
  const { reaction, worker, tries, forgetErased } = await (parser ??= open());
  // While the database is away nothing is read with an old key either; the work itself says so.
  await forgetErased().catch(() => {});
  if ("Records" in event) {
    const untilMs = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
    return await handleBatch(event, { reaction, worker, concurrency: CONCURRENCY, untilMs });
  }
  await sweep(reaction, event.graceMs ?? GRACE_MS, worker, tries);
}

async function open(): Promise<Parser> {
  const read = parseConfig(
    {
      DATABASE_URL: databaseFields.DATABASE_URL,
      ...awsFields,
      ...bucketFields,
      ...logFields,
      ...workFields,
    },
    { get: (name) => process.env[name] },
  );
  if (!read.ok) throw new Error(`configuration: ${read.problems.join("; ")}`);
  const { config } = read;
  // Lambda's own keys come with a session token, which only the SDK's default look-up knows.
  if (process.env.AWS_SESSION_TOKEN) config.AWS_ACCESS_KEY_ID = undefined;
  await takeLogin(process.env);
  // Straight to stdout: Lambda's console would put words before each line, and it is JSON no more.
  const log = createLog(
    "parsing",
    config.LOG_LEVEL,
    (line) => void process.stdout.write(`${line}\n`),
  );
  const sql = connect(config.DATABASE_URL, { name: "rollcall-parsing", max: CONCURRENCY });
  const store = new EventStore(sql);
  const objects = openFiles("parsing", config);
  const reaction: Reaction = {
    name: "parsing",
    store,
    databaseUrl: config.DATABASE_URL,
    log,
    react: dispatch("parsing", parsingFunctions({ store, objects, log, limits: config }), log),
  };
  return {
    reaction,
    worker: new Worker(reaction, DEADLINE_MS),
    tries: new Map(),
    forgetErased: eraser(store.keyring),
  };
}
