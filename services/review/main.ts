/** The review service's process: takes decisions, undoes them, finalises. */
import * as eventStore from "@rollcall/event-store";
import { authenticate } from "@rollcall/platform/auth.ts";
import { accountMigrations } from "@rollcall/platform/accounts/schema.ts";
import * as bus from "@rollcall/platform/bus/mod.ts";
import * as masterKey from "@rollcall/platform/master_key/mod.ts";
import * as reactions from "@rollcall/platform/reactions.ts";
import { noting } from "@rollcall/platform/security_log/note_request.ts";
import { startService } from "@rollcall/platform/service.ts";
import { ChangedBytes } from "./changed_bytes.ts";
import { variables } from "./config.ts";
import { finalizeWhereNothingIsOpen } from "./reactions.ts";
import { Preparations } from "./preparations.ts";
import { Reviews } from "./reviews.ts";
import { reviewApp } from "./routes.ts";
import { CommandRouter } from "./command_router.ts";
import { Threads } from "./threads/threads.ts";
import { WithinQuota } from "./within_quota.ts";

/** After the start, when nobody waits for the processor. */
const WARM_UP_MS = 1_000;

await startService("review", {
  modules: { eventStore, bus, masterKey, reactions },
  variables,
  migrated: ({ sql }) => eventStore.ensureSchema(sql, undefined, accountMigrations),
  wire: ({ store, sql, security, config, log }) => {
    const threads = new Threads(config.DATABASE_URL, masterKey.configOf(config));
    const claims = new eventStore.Claims(config.DATABASE_URL, "rollcall-review-bulk");
    const here = new Reviews(store);
    const reviews = new CommandRouter({ store, here, threads, claims });
    const changed = new ChangedBytes({ sql, log, mostBytes: config.BYTES_CHANGED_PER_USER });
    const preparations = new Preparations((jobId) => reviews.prepare(jobId), log);
    const prepare = (jobId: string, rows: number) => preparations.later(jobId, rows);
    let warming: ReturnType<typeof setTimeout> | undefined;
    return {
      start: () => {
        warming = setTimeout(() => threads.warmUp(), WARM_UP_MS);
        return Promise.resolve();
      },
      routes: reviewApp({
        log,
        authenticate: authenticate(config),
        reviews: new WithinQuota(reviews, changed),
        note: noting(security, config.TRUSTED_PROXY_HOPS),
        proxyHops: config.TRUSTED_PROXY_HOPS,
      }),
      erased: (jobIds) => {
        here.forget(jobIds);
        threads.forget(jobIds);
      },
      concurrency: 4,
      functions: {
        finalizeWhereNothingIsOpen: (cause) =>
          finalizeWhereNothingIsOpen({ reviews, log, prepare }, cause),
      },
      stop: () => {
        clearTimeout(warming);
        preparations.close();
        changed.close();
        return Promise.all([threads.close(), claims.close()]);
      },
    };
  },
});
