/** Routes about issues: reading them, resolving them, and taking a decision back. */
import { z } from "@hono/zod-openapi";
import {
  BatchUndoAnswer,
  BulkAnswer,
  BulkDecision,
  BulkPreview,
  Decision,
  DecisionAnswer,
  Issue,
  IssueStatus,
  IssueType,
  RestoreAnswer,
  RestorePreview,
  RestoreRequest,
  StepRequest,
} from "../issues.ts";
import * as story from "../story.ts";
import {
  foundPage,
  IssuePath,
  JobPath,
  json,
  jsonBodies,
  jsonBody,
  ofBulkCommand,
  ofPast,
  PagingOfJob,
  problems,
  routesOf,
  Searching,
  signedIn,
} from "./parts.ts";

const route = routesOf("Issues", signedIn);

export const listIssues = route({
  method: "get",
  path: "/jobs/{id}/issues",
  summary: "The job's issues",
  description:
    "With `q` or `filter` the issues about rows that these find, as GET /jobs/{id}/rows does.",
  request: {
    params: JobPath,
    query: PagingOfJob.extend(Searching.pick({ q: true, filter: true }).shape).extend({
      status: IssueStatus.optional().openapi({ param: { example: "OPEN" } }),
      type: IssueType.optional().openapi({ param: { example: "DUPLICATE_EMAIL" } }),
    }),
  },
  responses: { 200: foundPage(Issue, "a page of issues", story.issues), ...ofPast },
});

export const resolveIssue = route({
  method: "post",
  path: "/issues/{id}/resolve",
  summary: "Resolve one issue: choose, edit, merge, exclude (skip), keep or take the suggestion",
  request: { params: IssuePath, body: jsonBodies(Decision, story.decisions) },
  responses: {
    200: json(DecisionAnswer, "resolved", story.chosen),
    ...problems(400, 401, 403, 404, 408, 409, "BODY_TOO_LARGE", 422, "BYTES_CHANGED", 503),
  },
});

export const reopenIssue = route({
  method: "delete",
  path: "/issues/{id}/resolution",
  summary: "Undo the decision: the issue is open again",
  description: "Undoes the newest decision on the issue. With `seen_version` a repeated request " +
    "is harmless: where that decision is taken back already, the answer is the same and nothing " +
    "else is undone. Without it, a repeated request takes the next decision back.",
  request: {
    params: IssuePath,
    query: z.object({
      seen_version: z.coerce.number().int().min(0).optional().openapi({
        param: { example: story.chosen.version },
        type: "integer",
        description: "a version at which you saw the issue, as a decision answered it or a job " +
          "has it: only what was the issue's newest decision then is taken back, and 409 if the " +
          "issue was decided again since",
      }),
    }),
  },
  responses: {
    200: json(DecisionAnswer, "open again", story.reopened),
    ...problems(401, 403, 404, "NOT_RESOLVED", 422, "BYTES_CHANGED", 503),
  },
});

export const resolveByRule = route({
  method: "post",
  path: "/jobs/{id}/resolve",
  summary: "Resolve all open issues of a type, or some of them, by one rule",
  request: { params: JobPath, body: jsonBodies(BulkDecision, story.rules) },
  responses: {
    200: json(BulkAnswer, "resolved", story.resolvedByRule),
    ...ofBulkCommand,
  },
});

export const previewByRule = route({
  method: "post",
  path: "/jobs/{id}/resolve/preview",
  summary: "What a rule would do; changes nothing",
  request: { params: JobPath, body: jsonBodies(BulkDecision, story.rules) },
  responses: {
    200: json(BulkPreview, "the effects", story.effects),
    ...ofBulkCommand,
  },
});

export const undoBatch = route({
  method: "delete",
  path: "/jobs/{id}/batches/{batch_id}",
  summary: "Undo everything that a rule resolved, or a change of rows",
  request: {
    params: JobPath.extend({
      batch_id: z.uuid().openapi({
        param: { name: "batch_id", in: "path", example: story.BATCH_ID },
        description: "the batch_id from the answer of the rule or of the change",
      }),
    }),
  },
  responses: {
    200: json(BatchUndoAnswer, "open again", story.batchUndone),
    ...problems(401, 403, 404, "NOTHING_TO_UNDO", 429, 503),
  },
});

const ofRestoring = problems(
  400,
  401,
  403,
  404,
  408,
  "CHANGED_SINCE",
  "TOO_EARLY",
  "BODY_TOO_LARGE",
  "UNKNOWN_VERSION",
  429,
  503,
);

export const undoStep = route({
  method: "post",
  path: "/jobs/{id}/undo",
  summary: "Undo the last step: a decision, a rule, an undo, or the clean list",
  description: "Everything is as it was before that step, by new events. GET names the step.",
  request: { params: JobPath, body: jsonBody(StepRequest, story.stepAsked) },
  responses: { 200: json(RestoreAnswer, "undone", story.stepUndone), ...ofRestoring },
});

export const redoStep = route({
  method: "post",
  path: "/jobs/{id}/redo",
  summary: "Redo the step that was undone last, unless something else was decided since",
  request: { params: JobPath, body: jsonBody(StepRequest, story.stepAsked) },
  responses: { 200: json(RestoreAnswer, "done again", story.stepRedone), ...ofRestoring },
});

export const restoreJob = route({
  method: "post",
  path: "/jobs/{id}/restore",
  summary: "Bring all decisions back to how they were at a version, by new events",
  description: "All or nothing: what was decided since is undone, what held then and was undone " +
    "since is decided again, and a clean list that was current then is created again. It can be undone " +
    "itself.",
  request: { params: JobPath, body: jsonBody(RestoreRequest, story.restoreAsked) },
  responses: { 200: json(RestoreAnswer, "restored", story.restored), ...ofRestoring },
});

export const previewRestore = route({
  method: "post",
  path: "/jobs/{id}/restore/preview",
  summary: "What restoring would do; changes nothing",
  request: { params: JobPath, body: jsonBody(RestoreRequest, story.restoreAsked) },
  responses: { 200: json(RestorePreview, "the effects", story.restorePreview), ...ofRestoring },
});
