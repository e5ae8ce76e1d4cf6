/** The projection's HTTP side and the parts that keep its answers fresh, wired to each other. */
import type { EventStore, Sql } from "@rollcall/event-store";
import { authenticate, type AuthOptions } from "@rollcall/runtime/auth.ts";
import { docsRoutes } from "@rollcall/runtime/docs.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { type App, createApp } from "@rollcall/runtime/http.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import type { JWTVerifyGetKey } from "jose";
import { addRoutes } from "./http/routes.ts";
import { PastJobs } from "./past/past_jobs.ts";
import { LIVE_CLIENTS, LIVE_CLIENTS_OF_USER, LiveFeed } from "./live/feed.ts";
import { Projector } from "./projector/projector.ts";
import { standstill } from "./projector/standstill.ts";
import { Freshness } from "./queries/freshness.ts";
import { isBehind } from "./queries/jobs.ts";
import { liveGeneration } from "./schema/registry.ts";

export interface ProjectionOptions {
  store: EventStore;
  /** Where queries read from, which may be a replica that is behind; the store's own else. */
  reads?: Sql;
  auth: AuthOptions;
  log: Log;
  /** live views of one user at once; 50 where left out */
  liveViewsPerUser?: number;
  /** for tests, in place of the issuer's JWKS */
  keys?: JWTVerifyGetKey;
  /** Called where the read models went over to another fold: this process cannot serve them. */
  superseded?: (sentence: string) => void;
}

export interface Projection {
  app: App;
  projector: Projector;
  feed: LiveFeed;
  past: PastJobs;
  /** Drops what is held in memory of jobs that were erased, and tells who watches them. */
  forget(jobIds: string[]): void;
}

/** Nothing runs yet: start the projector once the schema is there. */
export function createProjection(
  { store, reads = store.sql, auth, log, keys, superseded, ...options }: ProjectionOptions,
): Projection {
  const { sql } = store;
  const freshness = new Freshness({
    store,
    // Of the database that is read from: what a replica lacks it does not claim (promise 10).
    checkpoint: async () => (await liveGeneration(reads)).position,
    isBehind: (whose, version) => isBehind(reads, whose, version),
    wake: () => projector.wake(),
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
  const app = createApp({ log });
  addRoutes(app, { store, reads, freshness, past, feed, auth: authenticate(auth, keys) });
  app.route("/", docsRoutes());
  app.route(
    "/",
    healthRoutes({
      database: () => sql`select 1`,
      ...(reads !== sql && { replica: () => reads`select 1` }),
      projector: () => projector.check(),
    }, {
      // What stands still stands still for every process: reads from before are better than none.
      warnings: () => standstill(sql),
    }),
  );
  const forget = (jobIds: string[]) => {
    past.forget(jobIds);
    projector.forget(jobIds);
    feed.changed();
  };
  return { app, projector, feed, past, forget };
}
