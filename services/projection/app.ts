/** Wires up the projection: its HTTP API and the parts that keep its answers fresh. */
import type { EventStore, Sql } from "@rollcall/event-store";
import { authenticate, type AuthOptions } from "@rollcall/platform/auth.ts";
import { docsRoutes } from "@rollcall/platform/api_docs.ts";
import { healthRoutes } from "@rollcall/platform/health.ts";
import { type App, createApp } from "@rollcall/platform/http.ts";
import type { Log } from "@rollcall/platform/log.ts";
import {
  readRetention,
  type RetentionConfig,
  usualRetention,
} from "@rollcall/platform/accounts/retention.ts";
import { noting } from "@rollcall/platform/security_log/note_request.ts";
import { noSecurityLog, type SecurityLog } from "@rollcall/platform/security_log/security_log.ts";
import type { JWTVerifyGetKey } from "jose";
import { refusalProblem } from "./http/refusals.ts";
import { accountFiles } from "./http/account_files.ts";
import { addRoutes } from "./http/routes.ts";
import { PastJobs } from "./past/past_jobs.ts";
import { LIVE_CLIENTS, LIVE_CLIENTS_OF_USER, LiveFeed } from "./live/feed.ts";
import { Projector } from "./projector/projector.ts";
import { stalledParts } from "./projector/stalled.ts";
import { EditedCells } from "./records/edited_cells.ts";
import { Freshness } from "./queries/freshness.ts";
import { isBehind } from "./queries/jobs.ts";
import { liveGeneration } from "./schema/registry.ts";

export interface ProjectionOptions {
  store: EventStore;
  /** The database for queries, possibly a lagging replica; by default the store's own. */
  reads?: Sql;
  auth: AuthOptions;
  /** by default nothing is noted, as in tests */
  security?: SecurityLog;
  /** Our own proxies between the client and us, see client_address.ts. */
  proxyHops?: number;
  retention?: RetentionConfig;
  log: Log;
  /** live streams per user; default 50 */
  liveViewsPerUser?: number;
  /** for tests, instead of the issuer's JWKS */
  keys?: JWTVerifyGetKey;
  /** Called when the read models were switched to another fold, which this process cannot serve. */
  superseded?: (sentence: string) => void;
}

export interface Projection {
  app: App;
  projector: Projector;
  feed: LiveFeed;
  past: PastJobs;
  editedCells: EditedCells;
  /** Drops cached data of erased jobs, and tells clients that follow them. */
  forget(jobIds: string[]): void;
}

/** Nothing runs yet: start the projector once the schema exists. */
export function createProjection(
  { store, reads = store.sql, auth, log, keys, superseded, ...options }: ProjectionOptions,
): Projection {
  const { sql } = store;
  const freshness = new Freshness({
    store,
    // From the database for queries: a replica must not claim what it lacks (promise 10).
    checkpoint: async () => (await liveGeneration(reads)).position,
    isBehind: (whose, version) => isBehind(reads, whose, version),
    wake: () => projector.hurry(),
  });
  const ofUser = options.liveViewsPerUser ?? LIVE_CLIENTS_OF_USER;
  const feed = new LiveFeed({ sql, log, limit: { clients: LIVE_CLIENTS, ofUser } });
  const projector = new Projector({
    store,
    log,
    ...(superseded && { superseded }),
    advanced: (position) => {
      if (reads === sql) freshness.advanced(position);
      feed.changed();
    },
  });
  const past = new PastJobs(store);
  const editedCells = new EditedCells();
  const app = createApp({ log, problemOf: refusalProblem, proxyHops: options.proxyHops });
  const { security = noSecurityLog, proxyHops = 0, retention = usualRetention } = options;
  addRoutes(app, {
    store,
    reads,
    freshness,
    past,
    feed,
    editedCells,
    auth: authenticate(auth, keys),
    note: noting(security, proxyHops),
    accountOf: (request) => accountFiles(request, auth),
    retentionOf: (userId) => readRetention(reads, userId, retention),
  });
  app.route("/", docsRoutes());
  app.route(
    "/",
    healthRoutes({
      database: () => sql`select 1`,
      ...(reads !== sql && { replica: () => reads`select 1` }),
      projector: () => projector.check(),
    }, {
      // A stall affects every process alike: stale reads are better than none.
      warnings: () => stalledParts(sql),
    }),
  );
  const forget = (jobIds: string[]) => {
    past.forget(jobIds);
    editedCells.forget(jobIds);
    projector.forget(jobIds);
    feed.changed();
  };
  return { app, projector, feed, past, editedCells, forget };
}
