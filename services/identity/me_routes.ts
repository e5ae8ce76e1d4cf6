/**
 * Routes about a user's data as a whole: who did what with it, the export, and closing the account.
 */
import { setTimeout as after } from "node:timers/promises";
import type { Retention, RetentionChange } from "@rollcall/contracts/api";
import * as routes from "@rollcall/contracts/routes";
import { type Sql, transaction } from "@rollcall/event-store";
import {
  ownRetentions,
  readRetention,
  type Retention as Kept,
  type RetentionConfig,
  retentionOf,
  setRetention,
} from "@rollcall/platform/accounts/retention.ts";
import { closeAccount, isGone } from "@rollcall/platform/accounts/closed.ts";
import type { App } from "@rollcall/platform/http.ts";
import { validationFailed } from "@rollcall/platform/problem.ts";
import { noteNow } from "@rollcall/platform/security_log/write_entries.ts";
import { confirmPassword, ownAccount } from "./confirm_password.ts";
import type { RouteParts } from "./identity_parts.ts";
import { readSecurityLog } from "./security_entries.ts";
import { clearedCookies, setCookies } from "./session_cookies.ts";

/** How long the answer waits for the jobs of a closed account, and how often it looks. */
const JOBS_GONE_MS = 5_000;
const LOOK_MS = 100;

/** Adds the routes, behind authentication. */
export function addMe(app: App, parts: RouteParts): void {
  const { sql, retention, note } = parts;

  app.openapi(routes.listSecurityLog, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const page = await readSecurityLog(parts, c.var.userId, { limit, cursor });
    if (page.next !== undefined) {
      c.header("link", `</me/security-log?limit=${limit}&cursor=${page.next}>; rel="next"`);
    }
    return c.json(page.entries, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.getRetention, async (c) => {
    const kept = await readRetention(sql, c.var.userId, retention);
    return c.json(toApi(kept, retention), 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.setRetention, async (c) => {
    const change = c.req.valid("json");
    const errors = tooLong(change, retention);
    if (errors.length > 0) throw validationFailed(errors);
    const before = (await ownRetentions(sql, [c.var.userId])).get(c.var.userId);
    const own = { keepDays: null, keepUnfinishedDays: null, ...before };
    if (change.keep_days !== undefined) own.keepDays = change.keep_days;
    if (change.keep_unfinished_days !== undefined) {
      own.keepUnfinishedDays = change.keep_unfinished_days;
    }
    await setRetention(sql, c.var.userId, own);
    note(c, "retention_set");
    return c.json(toApi(retentionOf(own, retention), retention), 200);
  });

  app.openapi(routes.deleteMe, async (c) => {
    const { password } = c.req.valid("json");
    const account = await ownAccount(c, parts);
    await confirmPassword(c, parts, account, {
      password,
      field: "password",
      what: "delete the account",
      failed: "account_deletion_failed",
    });
    await close(parts.sql, account.id, c.var.requestId);
    parts.log.info("account closed", { user_id: account.id });
    setCookies(c, clearedCookies(parts.auth));
    return c.body(null, await jobsGone(parts.sql, account.id) ? 204 : 202);
  });
}

function toApi({ keepDays, keepUnfinishedDays }: Kept, config: RetentionConfig): Retention {
  return {
    keep_days: keepDays,
    keep_unfinished_days: keepUnfinishedDays,
    most_days: config.RETENTION_MOST_DAYS,
  };
}

function tooLong(change: RetentionChange, { RETENTION_MOST_DAYS: most }: RetentionConfig) {
  return (["keep_days", "keep_unfinished_days"] as const)
    .filter((name) => (change[name] ?? 0) > most)
    .map((name) => ({
      path: `body.${name}`,
      message: `jobs are kept for ${most} days at the most`,
    }));
}

/** With the act in the security log, without its address: that is gone, too. */
async function close(sql: Sql, userId: string, requestId: string): Promise<void> {
  await transaction(sql, async (tx) => {
    await closeAccount(tx, userId);
    await noteNow(tx, { action: "account_deleted", userId, requestId });
  });
}

/** Waits for a moment; whatever is left then goes all the same. */
async function jobsGone(sql: Sql, userId: string): Promise<boolean> {
  for (const until = Date.now() + JOBS_GONE_MS;;) {
    if (await isGone(sql, userId)) return true;
    if (Date.now() >= until) return false;
    await after(LOOK_MS);
  }
}
