/**
 * POST /jobs: the file streams into the object store, then the job is opened. Whatever goes wrong
 * on the way, the object is removed again, unless a job may point to it. DELETE /jobs/{id} ends it.
 */
import { createJob, deleteJob as deleteJobRoute, previewFile } from "@rollcall/contracts/routes";
import { newId } from "@rollcall/event-store";
import { readRetention } from "@rollcall/platform/accounts/retention.ts";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import { authenticate } from "@rollcall/platform/auth.ts";
import { goFirst } from "@rollcall/platform/fairness/right_of_way.ts";
import type { FilesOf } from "@rollcall/platform/files.ts";
import { type App, type AppEnv, createApp, requestMetadata } from "@rollcall/platform/http.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { validationFailed } from "@rollcall/platform/problem.ts";
import { rateLimitHeaders } from "@rollcall/platform/rate_limits.ts";
import { noting } from "@rollcall/platform/security_log/note_request.ts";
import type { Context, MiddlewareHandler } from "hono";
import pTimeout from "p-timeout";
import type { IncomingBody } from "./incoming_body.ts";
import { databaseAnswer } from "./database_answer.ts";
import { deleteJob } from "./delete_job.ts";
import { type Admission, arrive, openAdmission } from "./admission.ts";
import { type NewJob, openJob } from "./open_job.ts";
import type { UploadParts } from "./parts.ts";
import { pendingJob } from "./pending_job.ts";
import { contentTypes } from "./file_rules.ts";
import { previewRoute } from "./preview_route.ts";
import { limitsLeft, refusalOf, type Usage } from "./quotas.ts";
import { receiveInTime } from "./receive_in_time.ts";
import { Refused } from "./refusal.ts";
import { refusalProblem } from "./refusals.ts";
import { storedFiles } from "./stored_file.ts";
import { usageOf } from "./usage.ts";

/** How long an answer to a deletion waits for the ledger of erasures. */
const LEDGER_MS = 2_000;

export function uploadApp(parts: UploadParts): App {
  const { log, rate, perUser } = parts;
  const admission = openAdmission(perUser);
  const note = noting(parts.security, parts.proxyHops);
  const app = createApp({
    log,
    maxBody: "streamed",
    answerWithinMs: Infinity,
    proxyHops: parts.proxyHops,
    problemOf: refusalProblem,
    ...(rate && { rate }),
  });
  app.use(shortFirst);
  const path = createJob.getRoutingPath();
  app.on("POST", path, authenticate(parts.auth, parts.keys, { renew: null }));
  app.post(path, async (c) => {
    const idempotencyKey = readIdempotencyKey(c.req.header("idempotency-key"));
    const visit = enter(admission, parts, c.var.userId, idempotencyKey);
    try {
      await visit.ready();
      const job = await upload(c, parts, idempotencyKey, visit);
      return c.json(job, 201, { location: `/jobs/${job.id}`, ...visit.limits(job.size_bytes) });
    } finally {
      visit.leave();
    }
  });
  previewRoute(app, parts, admission);
  app.on("DELETE", deleteJobRoute.getRoutingPath(), authenticate(parts.auth, parts.keys));
  app.openapi(deleteJobRoute, async (c) => {
    const { id } = c.req.valid("param");
    const deleted = await deleteJob(parts.store, id, c.var.userId, requestMetadata(c));
    if (deleted.outcome !== "deleted") throw new Refused(deleted);
    note(c, "job_deleted", { jobId: id });
    await noteErasure(parts, id);
    parts.log.info("job deleted", { job_id: id });
    return c.json({ ok: true as const, version: deleted.position }, 200);
  });
  return app;
}

/**
 * A preview works on for as long as its file is; whatever else is asked is not kept waiting by it
 * (promise 12).
 */
const shortFirst: MiddlewareHandler<AppEnv> = async (c, next) => {
  await (c.req.path === previewFile.getRoutingPath() ? next() : goFirst(next));
};

interface Visit {
  arrival: IncomingBody;
  ready: () => Promise<void>;
  /** see `receive` */
  admit: () => Promise<void>;
  /** what the user has left, once a file of so many bytes is his */
  limits: (bytes: number) => Record<string, string>;
  leave: () => void;
}

/**
 * An upload that waits for admission. What is sure to be refused is refused before it is taken in; the
 * quotas have their last word when the job is opened. A request that may be a repeat, by its key, is
 * not refused before its content is known: the job that it asks for may be there already.
 */
function enter(
  admission: Admission,
  { store, quotas }: UploadParts,
  userId: string,
  idempotencyKey: string | undefined,
): Visit {
  const { arrival, leave, ready } = arrive(admission, userId);
  let free = () => {};
  let asked: Promise<unknown> = Promise.resolve();
  let known: Usage | undefined;
  return {
    arrival,
    ready,
    admit: async () => {
      const place = admission.uploads.enter(userId, arrival);
      free = place.leave;
      await place.ready();
      // While the database is away nothing is stored that would have to be taken back.
      const usageNow = usageOf(store, userId);
      asked = usageNow;
      const usage = await databaseAnswer(usageNow);
      known = usage;
      const refusal = refusalOf(usage, quotas, { bytes: 0, rows: 0 });
      if (refusal && idempotencyKey === undefined) {
        free();
        throw new Refused(refusal);
      }
    },
    limits: (bytes) => known ? rateLimitHeaders(limitsLeft(known, quotas, bytes)) : {},
    leave: () => {
      leave();
      // A query that hangs keeps its place: queries to a database that hangs must not pile up.
      asked.then(free, free);
    },
  };
}

async function upload(
  c: Context<AppEnv>,
  parts: UploadParts,
  idempotencyKey: string | undefined,
  { arrival, admit }: Visit,
) {
  const { store, objects, quotas } = parts;
  const jobId = newId();
  let fileKey = "";
  const remove = () => fileKey ? removeObject(objects, fileKey, parts.log) : Promise.resolve();
  const file = await receiveInTime(
    c.req.raw,
    { ...parts, arrival, admit, stored: storedFiles(parts, c.var.userId) },
    (stream, format, signal) => {
      fileKey = `uploads/u${encodeURIComponent(c.var.userId)}/job-${jobId}.${format}`;
      const passing = parts.scanner ? parts.scanner.passing(stream) : stream;
      return objects.putStream(fileKey, passing, { contentType: contentTypes[format], signal });
    },
  ).catch(async (error: unknown) => {
    // With the object store away, its client must not wait for the removal too.
    if (isUnavailable(error)) remove();
    else await remove();
    throw error;
  });
  const retention = readRetention(store.sql, c.var.userId, parts.retention);
  retention.catch(() => {});
  const job: NewJob = {
    jobId,
    userId: c.var.userId,
    fileKey,
    file,
    idempotencyKey,
    metadata: requestMetadata(c),
  };
  const opened = await openJob(store, job, quotas).catch(async (error: unknown) => {
    // With the database away it is unknown whether the job was opened: an object too many is
    // better than a job whose file is gone.
    if (!isUnavailable(error)) await remove();
    throw error;
  });
  if (opened.outcome !== "opened") await remove();
  if (!("event" in opened)) throw new Refused(opened);
  if (opened.outcome === "opened") {
    noting(parts.security, parts.proxyHops)(c, "job_opened", { jobId });
  }
  parts.log.info("job opened", {
    job_id: opened.event.data.jobId,
    size_bytes: file.sizeBytes,
    repeated: opened.outcome === "repeated",
  });
  return pendingJob(opened.event, await retention);
}

/**
 * Whoever was told that a job is deleted can rely on it, even if the database is restored to an
 * earlier moment. The parser writes it to the ledger too: a store that is down delays no answer.
 */
async function noteErasure({ objects, log }: UploadParts, jobId: string): Promise<void> {
  const noted = objects.noteErasure(jobId);
  await pTimeout(noted, { milliseconds: LEDGER_MS }).catch((error: unknown) => {
    log.warn("an erasure could not be written down yet", { job_id: jobId, error });
  });
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
