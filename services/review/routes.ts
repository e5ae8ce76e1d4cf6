/** The review's commands over HTTP. */
import { parseIssueId } from "@rollcall/contracts";
import type { BulkDecision, RestoreRequest, RowChange, RowsChange } from "@rollcall/contracts/api";
import {
  bringBackRows,
  changeRows,
  editRow,
  excludeRows,
  finalizeJob,
  previewByRule,
  previewChange,
  previewEdit,
  previewRestore,
  redoStep,
  reopenIssue,
  resolveByRule,
  resolveIssue,
  restoreJob,
  undoBatch,
  undoStep,
} from "@rollcall/contracts/routes";
import { newId } from "@rollcall/event-store";
import { type App, type AppEnv, createApp, requestMetadata } from "@rollcall/platform/http.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { HttpProblem, limitReached, notFound } from "@rollcall/platform/problem.ts";
import type { NoteRequest } from "@rollcall/platform/security_log/note_request.ts";
import type { Context, MiddlewareHandler } from "hono";
import {
  toChangeAnswer,
  toChangePreview,
  toChoice,
  toEffect,
  toOperation,
  toStayed,
} from "./api_shapes.ts";
import type { ChangeCommand } from "./change_rows.ts";
import type { RestoreCommand } from "./moments.ts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import type { Executed, ReviewCommand, ReviewCommands } from "./review_commands.ts";
import type { EditedRow } from "./type_values.ts";

export interface ReviewAppOptions {
  log: Log;
  authenticate: MiddlewareHandler<AppEnv>;
  reviews: ReviewCommands;
  note: NoteRequest;
  /** Our own proxies between the client and us, see client_address.ts. */
  proxyHops?: number;
}

export function reviewApp(
  { log, authenticate, reviews, note, proxyHops }: ReviewAppOptions,
): App {
  const app = createApp({ log, proxyHops });
  app.use("/issues/*", authenticate);
  app.use("/jobs/*", authenticate);

  /** @throws HttpProblem if the review refuses, or the job is not the caller's */
  const execute = async (c: Context<AppEnv>, jobId: string, command: ReviewCommand) => {
    const result = await reviews.execute(jobId, c.var.userId, command, requestMetadata(c));
    if (result.outcome === "done") return result;
    throw problemOf(result, command);
  };

  /** What a change of rows would do. @throws as `execute` */
  const preview = async (c: Context<AppEnv>, jobId: string, command: ChangeCommand | EditedRow) => {
    const result = await reviews.preview(jobId, c.var.userId, command);
    if (result.outcome === "preview") throw new Error("a change of rows is no rule");
    if (result.outcome !== "change preview") throw problemOf(result, command);
    note(c, "rows_viewed", { jobId });
    return toChangePreview(result);
  };

  app.openapi(resolveIssue, async (c) => {
    const { id } = c.req.valid("param");
    const { jobId, number } = found(id);
    const choice = toChoice(c.req.valid("json"));
    const { version } = await execute(c, jobId, { type: "resolve", number, choice });
    return c.json({ ok: true as const, issue_id: id, version }, 200);
  });

  app.openapi(reopenIssue, async (c) => {
    const { id } = c.req.valid("param");
    const { jobId, number } = found(id);
    const { seen_version: seenVersion } = c.req.valid("query");
    const { version } = await execute(c, jobId, { type: "reopen", number, seenVersion });
    return c.json({ ok: true as const, issue_id: id, version }, 200);
  });

  app.openapi(resolveByRule, async (c) => {
    const command = toRule(c.req.valid("json"));
    const { issueCount, stayed, version } = await execute(c, c.req.valid("param").id, command);
    const batch_id = issueCount ? command.batchId : null;
    const answer = { ok: true, resolved: issueCount, ...toStayed(stayed), batch_id } as const;
    return c.json({ ...answer, version }, 200);
  });

  app.openapi(previewByRule, async (c) => {
    const { id } = c.req.valid("param");
    const command = toRule(c.req.valid("json"));
    const result = await reviews.preview(id, c.var.userId, command);
    if (result.outcome === "change preview") throw new Error("a rule changes issues");
    if (result.outcome !== "preview") throw problemOf(result, command);
    const { resolves, opens, withdraws, untouched, stayed } = result;
    note(c, "rows_viewed", { jobId: id });
    const samples = result.samples.map((sample) => toEffect(id, sample));
    return c.json({ resolves, opens, withdraws, untouched, ...toStayed(stayed), samples }, 200);
  });

  app.openapi(undoBatch, async (c) => {
    const { id, batch_id: batchId } = c.req.valid("param");
    const command = { type: "undo batch", batchId } as const;
    const { issueCount, changed, version } = await execute(c, id, command);
    const rows = changed && { rows: changed.rows };
    return c.json({ ok: true as const, reopened: issueCount, ...rows, version }, 200);
  });

  app.openapi(editRow, async (c) => {
    const command = toEdit(c.req.valid("json"));
    return c.json(toChangeAnswer(await execute(c, c.req.valid("param").id, command)), 200);
  });

  app.openapi(previewEdit, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await preview(c, id, toEdit(c.req.valid("json"))), 200);
  });

  app.openapi(changeRows, async (c) => {
    const command = toChange(c.req.valid("json"));
    return c.json(toChangeAnswer(await execute(c, c.req.valid("param").id, command)), 200);
  });

  app.openapi(previewChange, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await preview(c, id, toChange(c.req.valid("json"))), 200);
  });

  app.openapi(excludeRows, async (c) => {
    const { raw_row_ids: rowIds } = c.req.valid("json");
    const command = { type: "exclude rows", rowIds, batchId: newId() } as const;
    return c.json(toChangeAnswer(await execute(c, c.req.valid("param").id, command)), 200);
  });

  app.openapi(bringBackRows, async (c) => {
    const { raw_row_ids: rowIds } = c.req.valid("json");
    const command = { type: "bring back rows", rowIds, batchId: newId() } as const;
    return c.json(toChangeAnswer(await execute(c, c.req.valid("param").id, command)), 200);
  });

  /** Goes a step back or forward, or to a moment. */
  const restore = async (c: Context<AppEnv>, jobId: string, command: RestoreCommand) => {
    const { restored, list, version } = await execute(c, jobId, command);
    const { undone, redone } = restored!;
    const list_version = list?.version ?? null;
    return { ok: true as const, undone, redone, list_version, version };
  };

  app.openapi(undoStep, async (c) => {
    const { step } = c.req.valid("json");
    const command = { type: "restore", kind: "undo", step } as const;
    return c.json(await restore(c, c.req.valid("param").id, command), 200);
  });

  app.openapi(redoStep, async (c) => {
    const { step } = c.req.valid("json");
    const command = { type: "restore", kind: "redo", step } as const;
    return c.json(await restore(c, c.req.valid("param").id, command), 200);
  });

  app.openapi(restoreJob, async (c) => {
    const command = toRestore(c.req.valid("json"));
    return c.json(await restore(c, c.req.valid("param").id, command), 200);
  });

  app.openapi(previewRestore, async (c) => {
    const { id } = c.req.valid("param");
    const command = toRestore(c.req.valid("json"));
    const result = await reviews.previewRestore(id, c.var.userId, command);
    if (result.outcome !== "restoring") throw problemOf(result, command);
    const { undone, redone, open, list } = result;
    return c.json({ undone, redone, open_issues: open, list }, 200);
  });

  app.openapi(finalizeJob, async (c) => {
    const command = { type: "finalize", automatic: false } as const;
    const { list, version } = await execute(c, c.req.valid("param").id, command);
    const { contactCount: contact_count, version: list_version } = list!;
    const answer = { ok: true, status: "COMPLETED", contact_count, list_version } as const;
    return c.json({ ...answer, version }, 200);
  });

  return app;
}

const toRule = (
  { type, rule, include_resolved, issues, raw_row_ids: rowIds }: BulkDecision,
): RuleCommand => ({
  type: "resolve by rule",
  issueType: type,
  rule,
  batchId: newId(),
  includeResolved: include_resolved ?? false,
  issues,
  rowIds,
});

const toEdit = ({ raw_row_id: rowId, data: values, seen }: RowChange): EditedRow => ({
  type: "edit row",
  rowId,
  values,
  seen,
  batchId: newId(),
});

const toChange = ({ raw_row_ids: rowIds, operation }: RowsChange): ChangeCommand => ({
  type: "change rows",
  rowIds,
  operation: toOperation(operation),
  batchId: newId(),
});

const toRestore = ({ to_version, seen_version }: RestoreRequest): RestoreCommand => ({
  type: "restore",
  kind: "restore",
  to: to_version,
  seenVersion: seen_version,
});

function found(id: string) {
  const issue = parseIssueId(id);
  if (!issue) throw notFound("issue");
  return issue;
}

function problemOf(
  result: Exclude<Executed, { outcome: "done" }>,
  command: ReviewCommand,
): HttpProblem {
  if (result.outcome === "unknown job") return notFound("number" in command ? "issue" : "job");
  if (result.outcome === "busy") {
    const { detail, code, limit, retryAfterS } = result;
    return limitReached({ code, detail, limit, retryAfterS });
  }
  const { status, detail, code, field } = result;
  if (status === 404) return notFound(missing[command.type] ?? "issue");
  const place = placeOfField(command);
  if (field === undefined || !place) return new HttpProblem(status, detail, { code });
  const errors = [{ path: `${place}.${field}`, message: detail }];
  return new HttpProblem(status, detail, { code, errors });
}

/** What a command may not find in its job. */
const missing: Partial<Record<ReviewCommand["type"], "batch" | "row">> = {
  "undo batch": "batch",
  "edit row": "row",
};

function placeOfField(command: ReviewCommand): string | undefined {
  if (command.type === "edit row") return "body.data";
  if (command.type === "change rows") return "body.operation";
  return command.type === "resolve" ? placeOfFields[command.choice.action] : undefined;
}

/** The location of a decision's fields in the request body. */
const placeOfFields: Record<string, string> = {
  edit: "body.data",
  merge: "body.fields",
  use_column: "body",
};
