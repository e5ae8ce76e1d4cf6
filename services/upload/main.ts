/** The upload service: takes files in and opens their jobs. */
import { connect, EventStore, followErasures, type Following } from "@rollcall/event-store";
import { readConfig } from "@rollcall/runtime/config.ts";
import {
  authFields,
  awsFields,
  bucketFields,
  databaseFields,
  httpFields,
  logFields,
  rowsField,
} from "@rollcall/runtime/config_fields.ts";
import { openFiles } from "@rollcall/runtime/files.ts";
import { healthRoutes } from "@rollcall/runtime/health.ts";
import { runService } from "@rollcall/runtime/lifecycle.ts";
import { createLog } from "@rollcall/runtime/log.ts";
import { z } from "zod";
import { quotaFields } from "./quotas.ts";
import { uploadApp } from "./routes.ts";
import { ensureUploadSchema } from "./schema.ts";

const config = readConfig({
  ...httpFields(8001),
  ...databaseFields,
  ...awsFields,
  ...bucketFields,
  ...authFields,
  ...logFields,
  MAX_UPLOAD_BYTES: z.coerce.number().int().min(1).default(5_242_880)
    .meta({ description: "a whole number of bytes" }),
  ...quotaFields,
  ...rowsField,
});
const log = createLog("upload", config.LOG_LEVEL);
const sql = connect(config.DATABASE_URL, { name: "rollcall-upload" });
const store = new EventStore(sql);
const objects = openFiles("upload", config);
let following: Following | undefined;

const app = uploadApp({
  log,
  auth: config,
  store,
  objects,
  maxBytes: config.MAX_UPLOAD_BYTES,
  perUser: { uploads: config.UPLOADS_PER_USER, previews: config.PREVIEWS_PER_USER },
  quotas: {
    filesInWork: config.FILES_IN_WORK_PER_USER,
    bytesKept: config.BYTES_KEPT_PER_USER,
    rowsKept: config.ROWS_KEPT_PER_USER,
    rowsOfJob: config.MAX_ROWS,
  },
  deadlineMs: 5 * 60_000,
});
app.route("/", healthRoutes({ database: () => sql`select 1`, objects: () => objects.check() }));

await runService({
  log,
  app,
  port: config.PORT,
  hostname: config.HOST,
  start: async () => {
    await ensureUploadSchema(sql, config.DATABASE_OWNER_URL);
    following = await followErasures(store);
    await objects.ensureBucket();
  },
  stop: async () => {
    await following?.stop();
    objects.close();
    await sql.end({ timeout: 5 });
  },
});
