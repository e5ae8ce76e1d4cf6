/**
 * A running system within the test's own process, on a database of its own: the services' apps behind
 * one origin, their reactions to what is appended, and the projector. It has neither bus nor object
 * store, and starts in a moment; what a process of its own does for a service it cannot show.
 */
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { connect, EventStore, listen, type Sql, Wake } from "@rollcall/event-store";
import { authenticate } from "@rollcall/platform/auth.ts";
import type { Functions } from "@rollcall/platform/dispatch.ts";
import type { App } from "@rollcall/platform/http.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import { functionFor, type ReactingName } from "@rollcall/platform/manifest.ts";
import type { Cause } from "@rollcall/platform/reactions.ts";
import { findDuplicates } from "../../services/dedupe/reactions.ts";
import { routeOf, type Upstream } from "../../platform/route_table.ts";
import { parsingFunctions } from "../../services/parsing/reactions.ts";
import { usualRetention } from "@rollcall/platform/accounts/retention.ts";
import { noSecurityLog } from "@rollcall/platform/security_log/security_log.ts";
import { createProjection } from "../../services/projection/app.ts";
import { Batches } from "../../services/projection/projector/batches.ts";
import { GENERATION } from "../../services/projection/schema/generation.ts";
import { readModels } from "../../services/projection/testing/template.ts";
import { auth, keys, tokenOf } from "../../services/projection/testing/world.ts";
import { finalizeWhereNothingIsOpen } from "../../services/review/reactions.ts";
import { Reviews } from "../../services/review/reviews.ts";
import { reviewApp } from "../../services/review/routes.ts";
import { uploadApp } from "../../services/upload/routes.ts";
import { ensureUploadSchema } from "../../services/upload/schema.ts";
import { createDatabase, type TestDatabase } from "../harness/postgres.ts";
import { ApiClient } from "./client.ts";

export interface OneProcess {
  sql: Sql;
  /** who may do anything */
  owner: Sql;
  store: EventStore;
  user(name: string): Promise<ApiClient>;
  close(): Promise<void>;
}

export interface OneProcessOptions {
  /** Called with the database before anybody uses it. */
  prepare?: (database: TestDatabase) => Promise<void>;
  /** what the server remarks on the services' statements */
  noticed?: (message: string) => void;
  /** false: a projector that folds every job in the order of the log */
  lanes?: boolean;
}

const log = silentLog();
const PLENTY = 1_000_000;
const POLL_MS = 1_000;

export async function startInOneProcess(options: OneProcessOptions = {}): Promise<OneProcess> {
  const { prepare, noticed, lanes = true } = options;
  const database = await createDatabase(readModels);
  await prepare?.(database);
  const sql = connect(database.url, {
    name: "test",
    max: 12,
    byKey: true,
    ...(noticed && { noticed }),
  });
  const owner = connect(database.ownerUrl, {
    name: "test-owner",
    max: 2,
    idleInTransactionTimeoutMs: 0,
  });
  await ensureUploadSchema(sql, database.ownerUrl);
  const store = new EventStore(sql);
  const objects = objectsInMemory();
  const reviews = new Reviews(store);
  const projection = createProjection({ store, auth, log, keys });
  const apps: Partial<Record<Upstream, App>> = {
    upload: uploadApp({
      ...{ log, auth, keys, store, objects, maxBytes: 100 << 20, deadlineMs: PLENTY },
      ...{ security: noSecurityLog, proxyHops: 0, retention: usualRetention },
      perUser: { uploads: 16, previews: 16 },
      quotas: {
        filesInWork: PLENTY,
        bytesKept: 2 ** 40,
        rowsKept: 2 ** 40,
        bytesOfDay: 2 ** 40,
        rowsOfJob: PLENTY,
      },
    }),
    review: reviewApp({ log, authenticate: authenticate(auth, keys), reviews, note: () => {} }),
    projection: projection.app,
  };
  const over = new AbortController();
  const reactions = react(store, {
    parsing: parsingFunctions({ store, objects, log }),
    dedupe: { findDuplicates: (cause) => findDuplicates({ store, log }, cause) },
    review: {
      finalizeWhereNothingIsOpen: (cause) => finalizeWhereNothingIsOpen({ reviews, log }, cause),
    },
  }, over.signal);
  const folding = lanes ? undefined : follow(store, over.signal, foldInOrder(store));
  if (lanes) {
    projection.projector.start();
    await listen(sql, projection.projector.wake);
  }
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    return apps[routeOf(request.method, pathname)]!.fetch(request);
  });
  return {
    sql,
    owner,
    store,
    user: async (name) =>
      new ApiClient(`http://127.0.0.1:${server.addr.port}`, await tokenOf(name), name),
    async close() {
      over.abort();
      await Promise.all([reactions, folding, projection.feed.close(), projection.projector.stop()]);
      await server.shutdown();
      await Promise.all([sql, owner].map((pool) => pool.end({ timeout: 1 })));
      await database.drop();
    },
  };
}

type Reactions = { [N in ReactingName]: Functions<N> };

/** Each cause is reacted to at once, whatever else is still being worked on. */
function react(store: EventStore, reactions: Reactions, signal: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  let at = 0;
  const begin = (name: ReactingName, cause: Cause) => {
    const chosen = functionFor(name, cause.type);
    if (!chosen) return;
    const functions = reactions[name] as Record<string, (cause: Cause) => Promise<void>>;
    const work = functions[chosen]!(cause).finally(() => running.delete(work));
    running.add(work);
  };
  return follow(store, signal, async () => {
    const causes = await store.readHeaders(at);
    for (const cause of causes) {
      for (const name of Object.keys(reactions) as ReactingName[]) begin(name, cause);
      at = cause.position;
    }
    return causes.length > 0;
  }).finally(() => Promise.all(running));
}

/** Does its turns whenever the log has grown. @param turn says whether there may be more */
async function follow(
  store: EventStore,
  signal: AbortSignal,
  turn: () => Promise<boolean>,
): Promise<void> {
  const wake = new Wake();
  await listen(store.sql, wake.wake);
  while (!signal.aborted) if (!await turn()) await wake.wait(POLL_MS, signal);
}

/** A projector without lanes: what one job brings, all that comes after it waits for. */
function foldInOrder(store: EventStore): () => Promise<boolean> {
  const batches = new Batches({ store, generation: GENERATION, lanes: false });
  return () => batches.step();
}

function objectsInMemory() {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    ensureBucket: async () => {},
    check: async () => {},
    close: () => {},
    putStream: async (key: string, body: Readable) =>
      void files.set(key, new Uint8Array(await buffer(body))),
    getStream: (key: string) => Promise.resolve(new Blob([files.get(key)!]).stream()),
    remove: (key: string) => Promise.resolve(void files.delete(key)),
    noteErasure: () => Promise.resolve(),
  };
}
