/** Routes about all that is mine: who did what with it, a copy of it, and its end. */
import { createRoute, z } from "@hono/zod-openapi";
import { AccountDeletion } from "../auth.ts";
import { Retention, RetentionChange } from "../retention.ts";
import { SecurityEntry } from "../security_log.ts";
import * as story from "../story.ts";
import { json, jsonBody, page, problems, signedIn } from "./parts.ts";

const tags = ["Account"];

export const listSecurityLog = createRoute({
  method: "get",
  path: "/me/security-log",
  tags,
  summary: "Who did what with my account and my data, the newest first",
  description:
    "Sign-ins and failed ones, changes of the password and of sessions, files opened and deleted, " +
    "downloads, and views of rows: these at most once in 10 minutes for a job. Entries are kept for " +
    "a year.",
  security: signedIn,
  request: {
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100).openapi({
        param: { example: 100 },
        type: "integer",
      }),
      cursor: z.string().regex(/^\d{1,16}$/).optional().openapi({
        param: { example: "4711" },
        description: "where the page begins: opaque, taken from the Link header",
      }),
    }),
  },
  responses: {
    200: page(SecurityEntry, "a page of the log", story.securityLog),
    ...problems(401, 422, 503),
  },
});

export const getRetention = createRoute({
  method: "get",
  path: "/me/retention",
  tags,
  summary: "How long my jobs are kept",
  security: signedIn,
  responses: {
    200: json(Retention, "the times that apply to me", story.retention),
    ...problems(401, 503),
  },
});

export const setRetention = createRoute({
  method: "patch",
  path: "/me/retention",
  tags,
  summary: "Set how long my jobs are kept; null restores the default",
  description:
    "It applies to existing jobs, too: those that are older are deleted within the hour, which cannot " +
    "be undone.",
  security: signedIn,
  request: { body: jsonBody(RetentionChange, { keep_days: 30 }) },
  responses: {
    200: json(Retention, "the times that apply from now on", { ...story.retention, keep_days: 30 }),
    ...problems(400, 401, 403, 408, "BODY_TOO_LARGE", 422, 503),
  },
});

export const exportMe = createRoute({
  method: "get",
  path: "/me/export",
  tags,
  summary: "A copy of everything about me, as a ZIP archive of JSON and CSV files",
  description:
    "My account, how long my jobs are kept, where I am signed in, the security log, and of each job its facts, its " +
    "history, its rows as they were read, its issues, its clean list and the rows that are not on it.",
  security: signedIn,
  responses: {
    200: {
      description: "the archive, made while it is sent",
      content: {
        "application/zip": {
          schema: { type: "string", format: "binary" },
        },
      },
    },
    ...problems(401, "DOWNLOADS_RUN", 503),
  },
});

export const deleteMe = createRoute({
  method: "delete",
  path: "/me",
  tags,
  summary: "Delete my account and all that is mine; this cannot be undone",
  description:
    "Ends all sessions, and deletes each job as DELETE /jobs/{id} does: files, rows, lists, and the " +
    "keys without which nothing personal in the log can be read. Repeating it answers 401, as there " +
    "is no such account any more.",
  security: signedIn,
  request: { body: jsonBody(AccountDeletion, { password: story.credentials.password }) },
  responses: {
    204: { description: "deleted, with every job" },
    202: { description: "deleted; the last of its jobs go within a minute" },
    ...problems(400, 401, 403, 408, "BODY_TOO_LARGE", 422, "TOO_MANY_ATTEMPTS", 503),
  },
});
