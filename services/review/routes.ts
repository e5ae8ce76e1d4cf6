/** The review's commands over HTTP. */
import { parseIssueId } from "@rollcall/contracts";
import type { Decision as Asked } from "@rollcall/contracts/api";
import { finalizeJob, reopenIssue, resolveByRule, resolveIssue } from "@rollcall/contracts/routes";
import { type App, type AppEnv, createApp, requestMetadata } from "@rollcall/runtime/http.ts";
import type { Log } from "@rollcall/runtime/log.ts";
import { HttpProblem, notFound } from "@rollcall/runtime/problem.ts";
import type { Context, MiddlewareHandler } from "hono";
import type { Command } from "./decide.ts";
import type { Choice } from "./resolve_issue.ts";
import type { Reviews } from "./reviews.ts";

export interface ReviewAppOptions {
  log: Log;
  authenticate: MiddlewareHandler<AppEnv>;
  reviews: Reviews;
}

export function reviewApp({ log, authenticate, reviews }: ReviewAppOptions): App {
  const app = createApp({ log });
  app.use("/issues/*", authenticate);
  app.use("/jobs/*", authenticate);

  /** @throws HttpProblem where the review refuses, or the job is not the caller's */
  const execute = async (c: Context<AppEnv>, jobId: string, command: Command) => {
    const result = await reviews.execute(jobId, c.var.userId, command, requestMetadata(c));
    if (result.outcome === "done") return result;
    const what = "number" in command ? "issue" : "job";
    if (result.outcome === "unknown job" || result.status === 404) throw notFound(what);
    const { status, detail, code, field } = result;
    const errors = field && [{ path: `body.data.${field}`, message: detail }];
    throw new HttpProblem(status, detail, { code, errors });
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
    const { version } = await execute(c, jobId, { type: "reopen", number });
    return c.json({ ok: true as const, issue_id: id, version }, 200);
  });

  app.openapi(resolveByRule, async (c) => {
    const { type: issueType, rule } = c.req.valid("json");
    const command = { type: "resolve by rule", issueType, rule } as const;
    const { settled, version } = await execute(c, c.req.valid("param").id, command);
    return c.json({ ok: true as const, resolved: settled, version }, 200);
  });

  app.openapi(finalizeJob, async (c) => {
    const command = { type: "finalize", automatic: false } as const;
    const { review, version } = await execute(c, c.req.valid("param").id, command);
    const contact_count = review.finalized!.contactCount;
    return c.json({ ok: true as const, status: "COMPLETED" as const, contact_count, version }, 200);
  });

  return app;
}

function found(id: string) {
  const issue = parseIssueId(id);
  if (!issue) throw notFound("issue");
  return issue;
}

/** `{"chosen_row_id": 5}` alone means choose, as the reference architecture has it. */
function toChoice(asked: Asked): Choice {
  if (!("action" in asked)) return { action: "choose", chosenRowId: asked.chosen_row_id };
  switch (asked.action) {
    case "choose":
      return { action: "choose", chosenRowId: asked.chosen_row_id };
    case "edit":
      return { action: "edit", rowId: asked.raw_row_id, values: asked.data };
    default:
      return { action: asked.action };
  }
}
