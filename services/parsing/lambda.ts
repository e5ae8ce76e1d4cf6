/**
 * The parser as a function on AWS Lambda: its queue passes it up to ten messages, which it handles
 * like the worker, and it returns those that must be redelivered. A schedule invokes it without
 * messages, to sweep the log. Runs in Node; bundled by `deno task lambda:bundle`.
 */
import "@rollcall/platform/node_polyfills.ts";
import process from "node:process";
import * as eventStore from "@rollcall/event-store";
import { parseConfig } from "@rollcall/platform/config.ts";
import { shapeOf } from "@rollcall/platform/config_fields.ts";
import { dispatch } from "@rollcall/platform/dispatch.ts";
import * as bus from "@rollcall/platform/bus/mod.ts";
import * as files from "@rollcall/platform/files.ts";
import { createLog } from "@rollcall/platform/log.ts";
import * as masterKey from "@rollcall/platform/master_key/mod.ts";
import { type Reaction, sweep, Worker } from "@rollcall/platform/reactions.ts";
import { handleBatch, type SqsBatchResponse, type SqsEvent } from "@rollcall/platform/sqs_event.ts";
import { takeLogin } from "@rollcall/platform/lambda_login.ts";
import { LAMBDA_TIMEOUT_SECONDS } from "@rollcall/platform/lambda_timeout.ts";
import { openStores } from "@rollcall/platform/stores.ts";
import { CONCURRENCY, variables } from "./config.ts";
import { parsingFunctions } from "./reactions.ts";

/** A reaction that hangs has failed before the function is ended. */
const DEADLINE_MS = (LAMBDA_TIMEOUT_SECONDS - 20) * 1_000;
/** Reserved before the function's limit for returning the response. */
const MARGIN_MS = 10_000;
/** How long the sweep leaves an event to the bus. */
const GRACE_MS = 60_000;

/** The part of Lambda's context that is used. */
export interface Context {
  getRemainingTimeInMillis(): number;
}

/** What the schedule sends. */
export interface Sweep {
  sweep: true;
  graceMs?: number;
}

/** Created once per warm Lambda process. */
let parser: Promise<Parser> | undefined;

interface Parser {
  reaction: Reaction;
  worker: Worker;
  /** Between invocations the process is frozen and receives no notifications. */
  forgetErased: () => Promise<void>;
}

/** @throws if it cannot start at all: then every message of the batch is redelivered */
export async function handler(
  event: SqsEvent | Sweep,
  context: Context,
): Promise<SqsBatchResponse | undefined> {
  const { reaction, worker, forgetErased } = await (parser ??= open());
  // During a database outage nothing can be read with an old key either; the work itself will fail.
  await forgetErased().catch(() => {});
  if ("Records" in event) {
    const untilMs = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
    return await handleBatch(event, { reaction, worker, concurrency: CONCURRENCY, untilMs });
  }
  await sweep(reaction, event.graceMs ?? GRACE_MS, worker);
}

async function open(): Promise<Parser> {
  const read = parseConfig(shapeOf("parsing", variables), { get: (name) => process.env[name] });
  if (!read.ok) throw new Error(`configuration: ${read.problems.join("; ")}`);
  const { config } = read;
  // Lambda's credentials include a session token, which only the SDK's default provider handles.
  if (process.env.AWS_SESSION_TOKEN) config.AWS_ACCESS_KEY_ID = undefined;
  await takeLogin(process.env);
  // Directly to stdout: Lambda's console would prefix each line, which would no longer be JSON.
  const log = createLog(
    "parsing",
    config.LOG_LEVEL,
    (line) => void process.stdout.write(`${line}\n`),
  );
  const modules = { eventStore, files, bus, masterKey };
  const { store, objects } = openStores("parsing", modules, config, { max: CONCURRENCY });
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
    forgetErased: eventStore.eraser(store.keyring),
  };
}
