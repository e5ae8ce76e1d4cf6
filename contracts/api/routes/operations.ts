/** The routes for operators. */
import { createRoute, z } from "@hono/zod-openapi";
import { FailedJob, Operations, RedriveAnswer, RedriveRequest, Trends } from "../operations.ts";
import * as story from "../story.ts";
import { json, jsonBody, problems, signedIn } from "./parts.ts";

export const getOperations = createRoute({
  method: "get",
  path: "/operations",
  tags: ["Operations"],
  security: signedIn,
  summary: "Lags, queues and failed jobs of all services; for the role admin",
  responses: {
    200: json(Operations, "the figures", story.operations),
    ...problems(401, "ROLE_MISSING", 503),
  },
});

export const getTrends = createRoute({
  method: "get",
  path: "/operations/trends",
  tags: ["Operations"],
  security: signedIn,
  summary: "The figures of the last hour; for the role admin",
  responses: {
    200: json(Trends, "the curves", story.trends),
    ...problems(401, "ROLE_MISSING", 503),
  },
});

export const listFailedJobs = createRoute({
  method: "get",
  path: "/operations/failed-jobs",
  tags: ["Operations"],
  security: signedIn,
  summary: "Jobs that were set aside, the newest 100 first; for the role admin",
  responses: {
    200: json(z.array(FailedJob), "the jobs", story.failedJobs),
    ...problems(401, "ROLE_MISSING", 503),
  },
});

export const redrive = createRoute({
  method: "post",
  path: "/operations/redrive",
  tags: ["Operations"],
  security: signedIn,
  summary: "Retry what was set aside, once its cause is mended; for the role admin",
  description:
    "A failed job's stage is started again, and the messages about it are dropped from " +
    "the dead-letter queues; other messages go back to their queues. Repeated, it does no harm.",
  request: { body: jsonBody(RedriveRequest, story.redriveAsked) },
  responses: {
    200: json(RedriveAnswer, "sent on", story.redriven),
    ...problems(400, 401, "ROLE_MISSING", 408, "NOT_SET_ASIDE", "BODY_TOO_LARGE", 422, 503),
  },
});
