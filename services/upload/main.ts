/** The upload service: takes files in and opens their jobs. */
import * as eventStore from "@rollcall/event-store";
import * as files from "@rollcall/platform/files.ts";
import * as masterKey from "@rollcall/platform/master_key/mod.ts";
import { startService } from "@rollcall/platform/service.ts";
import { followClosedAccounts } from "./closed_accounts.ts";
import { variables } from "./config.ts";
import { followExpiry } from "./expired_jobs.ts";
import { uploadApp } from "./routes.ts";
import { ensureUploadSchema } from "./schema.ts";
import { openVirusScanner } from "./virus_scanner.ts";

/** The whole time that an upload may take. */
const UPLOAD_MS = 5 * 60_000;

await startService("upload", {
  modules: { eventStore, files, masterKey },
  variables,
  migrated: ({ sql }) => ensureUploadSchema(sql, undefined),
  wire: ({ store, objects, security, config, log }) => {
    let closing: eventStore.Following | undefined;
    let expiry: { stop(): Promise<void> } | undefined;
    return ({
      start: async () => {
        closing = await followClosedAccounts({ store, objects, log });
        expiry = followExpiry({ store, objects, log, retention: config });
      },
      stop: () => Promise.all([closing?.stop(), expiry?.stop()]),
      routes: uploadApp({
        log,
        auth: config,
        store,
        objects,
        security,
        proxyHops: config.TRUSTED_PROXY_HOPS,
        maxBytes: config.MAX_UPLOAD_BYTES,
        perUser: { uploads: config.UPLOADS_PER_USER, previews: config.PREVIEWS_PER_USER },
        quotas: {
          filesInWork: config.FILES_IN_WORK_PER_USER,
          bytesKept: config.BYTES_KEPT_PER_USER,
          rowsKept: config.ROWS_KEPT_PER_USER,
          bytesOfDay: config.BYTES_UPLOADED_PER_USER,
          rowsOfJob: config.MAX_ROWS,
        },
        scanner: config.CLAMD_URL ? openVirusScanner(config.CLAMD_URL) : undefined,
        retention: config,
        deadlineMs: UPLOAD_MS,
      }),
    });
  },
});
