/** Routes about issues: reading them, settling them, and taking a decision back. */
import { createRoute, z } from "@hono/zod-openapi";
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
} from "../issues.ts";
import {
  IssuePath,
  JobPath,
  json,
  jsonBody,
  page,
  PagingOfJob,
  problems,
  signedIn,
} from "./parts.ts";

const tags = ["Issues"];
const security = signedIn;

export const listIssues = createRoute({
  method: "get",
  path: "/jobs/{id}/issues",
  tags,
  security,
  summary: "The job's issues",
  request: {
    params: JobPath,
    query: PagingOfJob.extend({ status: IssueStatus.optional(), type: IssueType.optional() }),
  },
  responses: { 200: page(Issue, "a page of issues"), ...problems(401, 404, 413, 422, 429, 503) },
});

export const resolveIssue = createRoute({
  method: "post",
  path: "/issues/{id}/resolve",
  tags,
  security,
  summary: "Settle one issue: choose, edit, merge, skip, keep or take the suggestion",
  request: { params: IssuePath, body: jsonBody(Decision) },
  responses: {
    200: json(DecisionAnswer, "settled"),
    ...problems(400, 401, 403, 404, 408, 409, 422, 503),
  },
});

export const reopenIssue = createRoute({
  method: "delete",
  path: "/issues/{id}/resolution",
  tags,
  security,
  summary: "Take the decision back: the issue is open again",
  request: { params: IssuePath },
  responses: { 200: json(DecisionAnswer, "open again"), ...problems(401, 403, 404, 409, 503) },
});

export const resolveByRule = createRoute({
  method: "post",
  path: "/jobs/{id}/resolve",
  tags,
  security,
  summary: "Settle all open issues of a type by one rule",
  request: { params: JobPath, body: jsonBody(BulkDecision) },
  responses: {
    200: json(BulkAnswer, "settled"),
    ...problems(400, 401, 403, 404, 408, 409, 422, 429, 503),
  },
});

export const previewByRule = createRoute({
  method: "post",
  path: "/jobs/{id}/resolve/preview",
  tags,
  security,
  summary: "What a rule would do; changes nothing",
  request: { params: JobPath, body: jsonBody(BulkDecision) },
  responses: {
    200: json(BulkPreview, "the effects"),
    ...problems(400, 401, 403, 404, 408, 409, 422, 429, 503),
  },
});

export const undoBatch = createRoute({
  method: "delete",
  path: "/jobs/{id}/batches/{batch_id}",
  tags,
  security,
  summary: "Take back all that a rule settled at once",
  request: {
    params: JobPath.extend({
      batch_id: z.uuid().openapi({
        param: { name: "batch_id", in: "path" },
        description: "the batch_id that the rule was answered with",
      }),
    }),
  },
  responses: {
    200: json(BatchUndoAnswer, "open again"),
    ...problems(401, 403, 404, 409, 429, 503),
  },
});
