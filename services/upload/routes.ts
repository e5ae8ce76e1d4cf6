/**
 * POST /jobs: the file streams into the object store, then the job is opened. Whatever goes wrong
 * on the way, the object is removed again, unless a job may point to it. DELETE /jobs/{id} ends it.
 */
import { createJob, deleteJob as deleteJobRoute } from "@rollcall/contracts/routes";
import { type EventStore, newId } from "@rollcall/event-store";
import { inTime, isAway } from "@rollcall/runtime/away.ts";
import { authenticate, type AuthOptions } from "@rollcall/runtime/auth.ts";
import type { FilesOf } from "@rollcall/runtime/files.ts";
import { type App, type AppEnv, createApp, requestMetadata } from "@rollcall/runtime/http.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import { HttpProblem, notFound, unavailable, validationFailed } from "@rollcall/runtime/problem.ts";
import type { Context } from "hono";
import type { JWTVerifyGetKey } from "jose";
import { deleteJob } from "./delete_job.ts";
import { type NewJob, openJob } from "./open_job.ts";
import { pendingJob } from "./pending_job.ts";
import { contentTypes } from "./file_rules.ts";
import { previewRoute } from "./preview_route.ts";
import { receiveInTime } from "./receive_in_time.ts";
import { openSlots } from "./slots.ts";

export type UploadParts = {
  log: Log;
  auth: AuthOptions;
  keys?: JWTVerifyGetKey;
  store: EventStore;
  objects: FilesOf<"upload">;
  maxBytes: number;
  /** Uploads that run at once; further ones are told to come back. */
  maxUploads: number;
  /** How long one upload may take. */
  deadlineMs: number;
};

/** After it the database counts as away, before the file is taken in. */
const DATABASE_ANSWERS_MS = 3_000;

export function uploadApp(parts: UploadParts): App {
  const slots = openSlots(parts.maxUploads);
  const app = createApp({ log: parts.log, maxBody: "streamed", answerWithinMs: Infinity });
  const path = createJob.getRoutingPath();
  app.on("POST", path, authenticate(parts.auth, parts.keys));
  app.post(path, async (c) => {
    const idempotencyKey = readIdempotencyKey(c.req.header("idempotency-key"));
    const release = slots.take();
    if (!release) throw unavailable("Many files arrive at once; try again in some seconds.", 5);
    // While the database is away nothing is stored that would have to be taken back. A look that
    // hangs keeps its place: looks at a database that hangs must not pile up.
    const look = Promise.resolve(parts.store.sql`select 1`);
    try {
      await inTime(look, DATABASE_ANSWERS_MS, "The database does not answer.");
      const job = await upload(c, parts, idempotencyKey);
      return c.json(job, 201, { location: `/jobs/${job.id}` });
    } finally {
      look.then(release, release);
    }
  });
  previewRoute(app, parts);
  app.on("DELETE", deleteJobRoute.getRoutingPath(), authenticate(parts.auth, parts.keys));
  app.openapi(deleteJobRoute, async (c) => {
    const { id } = c.req.valid("param");
    const deleted = await deleteJob(parts.store, id, c.var.userId, requestMetadata(c));
    if (deleted.outcome === "unknown job") throw notFound("job");
    parts.log.info("job deleted", { job_id: id });
    return c.json({ ok: true as const, version: deleted.position }, 200);
  });
  return app;
}

async function upload(
  c: Context<AppEnv>,
  parts: UploadParts,
  idempotencyKey: string | undefined,
) {
  const { store, objects } = parts;
  const jobId = newId();
  let fileKey = "";
  const remove = () => fileKey ? removeObject(objects, fileKey, parts.log) : Promise.resolve();
  const file = await receiveInTime(c.req.raw, parts, (stream, format, signal) => {
    fileKey = `uploads/u${encodeURIComponent(c.var.userId)}/job-${jobId}.${format}`;
    return objects.putStream(fileKey, stream, { contentType: contentTypes[format], signal });
  }).catch(async (error: unknown) => {
    // With the object store away, its client must not wait for the removal too.
    if (isAway(error)) remove();
    else await remove();
    throw error;
  });
  const job: NewJob = {
    jobId,
    userId: c.var.userId,
    fileKey,
    file,
    idempotencyKey,
    metadata: requestMetadata(c),
  };
  const opened = await openJob(store, job).catch(async (error: unknown) => {
    // With the database away it is unknown whether the job was opened: an object too many is
    // better than a job whose file is gone.
    if (!isAway(error)) await remove();
    throw error;
  });
  if (opened.outcome !== "opened") await remove();
  if (opened.outcome === "key_reused") {
    const detail =
      "This Idempotency-Key was used for another file or other options: choose a new one.";
    throw new HttpProblem(422, detail, { code: "IDEMPOTENCY_KEY_REUSED" });
  }
  parts.log.info("job opened", {
    job_id: opened.event.data.jobId,
    size_bytes: file.sizeBytes,
    repeated: opened.outcome === "repeated",
  });
  return pendingJob(opened.event);
}

async function removeObject(objects: FilesOf<"upload">, key: string, log: Log): Promise<void> {
  await objects.remove(key).catch((error: unknown) => {
    log.warn("an object that no job has could not be removed", { key, error });
  });
}

function readIdempotencyKey(key: string | undefined): string | undefined {
  if (key === undefined || (key.length >= 1 && key.length <= 255)) return key;
  const message = "an Idempotency-Key has 1 to 255 characters";
  throw validationFailed([{ path: "header.Idempotency-Key", message }]);
}
