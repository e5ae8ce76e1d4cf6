/** Routes about jobs: opening one, reading it and what came of it. */
import { createRoute, z } from "@hono/zod-openapi";
import { FinalizeAnswer } from "../issues.ts";
import { Contact, HistoryEntry, Job, RawRow } from "../jobs.ts";
import { JobPath, json, Moment, page, Paging, PagingOfJob, problems, signedIn } from "./parts.ts";

const tags = ["Jobs"];
const security = signedIn;

/**
 * Register this one with `app.post(createJob.getRoutingPath(), …)`: `app.openapi` would read the
 * whole form into memory to check it.
 */
export const createJob = createRoute({
  method: "post",
  path: "/jobs",
  tags,
  security,
  summary: "Upload a CSV file and open its job",
  request: {
    headers: z.object({
      "Idempotency-Key": z.string().min(1).max(255).optional().openapi({
        description: "a retry with the same key and file answers the same job",
      }),
    }),
    body: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: z.object({
            file: z.string().openapi({ format: "binary", description: "a .csv file" }),
            mapping: z.string().optional().openapi({
              description: "JSON: field → header, for columns that are not known by name",
              example: '{"email":"E-Mail (work)"}',
            }),
          }),
        },
      },
    },
  },
  responses: {
    201: {
      ...json(Job, "the job, PENDING"),
      headers: z.object({ Location: z.string().openapi({ description: "the job's path" }) }),
    },
    ...problems(400, 401, 403, 413, 415, 422, 503),
  },
});

export const listJobs = createRoute({
  method: "get",
  path: "/jobs",
  tags,
  security,
  summary: "My jobs, newest first",
  request: { query: Paging },
  responses: { 200: page(Job, "a page of jobs"), ...problems(401, 422, 503) },
});

export const getJob = createRoute({
  method: "get",
  path: "/jobs/{id}",
  tags,
  security,
  summary: "One job",
  request: { params: JobPath, query: Moment },
  responses: { 200: json(Job, "the job"), ...problems(401, 404, 413, 422, 503) },
});

export const finalizeJob = createRoute({
  method: "post",
  path: "/jobs/{id}/finalize",
  tags,
  security,
  summary: "Close the review: the clean list stands",
  request: { params: JobPath },
  responses: {
    200: json(FinalizeAnswer, "finalised"),
    ...problems(401, 403, 404, 409, 503),
  },
});

export const listRows = createRoute({
  method: "get",
  path: "/jobs/{id}/rows",
  tags,
  security,
  summary: "The rows as read, in file order",
  request: { params: JobPath, query: PagingOfJob },
  responses: { 200: page(RawRow, "a page of rows"), ...problems(401, 404, 413, 422, 503) },
});

export const listContacts = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts",
  tags,
  security,
  summary: "The clean list, once it is fixed; until then 409 NOT_FINALIZED",
  request: { params: JobPath, query: PagingOfJob },
  responses: {
    200: page(Contact, "a page of contacts"),
    ...problems(401, 404, 409, 413, 422, 503),
  },
});

export const downloadContacts = createRoute({
  method: "get",
  path: "/jobs/{id}/contacts.csv",
  tags,
  security,
  summary: "The clean list as a CSV file, safe to open in a spreadsheet",
  request: { params: JobPath, query: Moment },
  responses: {
    200: { description: "the file", content: { "text/csv": { schema: z.string() } } },
    ...problems(401, 404, 409, 413, 422, 503),
  },
});

export const listHistory = createRoute({
  method: "get",
  path: "/jobs/{id}/events",
  tags,
  security,
  summary: "What happened to the job, who did it and when",
  request: { params: JobPath, query: PagingOfJob },
  responses: {
    200: page(HistoryEntry, "a page of the history"),
    ...problems(401, 404, 413, 422, 503),
  },
});

export const streamJob = createRoute({
  method: "get",
  path: "/jobs/{id}/stream",
  tags,
  security,
  summary: "The job, live: Server-Sent Events",
  description: "`job` carries the Job, at connect and on each change; `issues` carries " +
    '`{"version":n}` when issues changed. The id of an event is its version.',
  request: { params: JobPath },
  responses: {
    200: {
      description: "a stream that stays open",
      content: { "text/event-stream": { schema: z.string() } },
    },
    ...problems(401, 404, 503),
  },
});
