/**
 * `deno task admin`: who may see the operators' figures, and who did what. An account is named by its
 * id, which its user sees at `GET /auth/me`; an e-mail address is not verified and grants nothing.
 *
 *     deno task admin list
 *     deno task admin grant USER_ID    from the next token on: within minutes, or by signing in
 *     deno task admin revoke USER_ID   at once: ends the account's sessions
 *     deno task admin log [USER_ID]    the security log, a JSON line each, the newest first
 *     deno task admin unlock USER_ID   takes away the second factor of who lost it, and its sessions
 */
import { connect, type Sql } from "@rollcall/event-store";
import { readConfig } from "@rollcall/platform/config.ts";
import { toolShapeOf } from "@rollcall/platform/config_fields.ts";
import { noteNow } from "@rollcall/platform/security_log/write_entries.ts";
import { grantAdmin, listAdmins, revokeAdmin, unlock } from "./admins.ts";
import { openSecurityEntries } from "./security_entries.ts";

/** Entries read at once. */
const PAGE = 1_000;

const [command, userId = ""] = Deno.args;
const isChange = ["grant", "revoke", "unlock"].includes(command ?? "");
if (!(isChange && userId) && command !== "list" && command !== "log") {
  console.error(
    "usage: admin list | admin grant USER_ID | admin revoke USER_ID | " +
      "admin unlock USER_ID | admin log [USER_ID]",
  );
  Deno.exit(2);
}
const config = readConfig(toolShapeOf("admin"));
const sql = connect(config.DATABASE_URL, { name: "rollcall-admin", max: 1 });
let isDone = true;
if (command === "list") {
  for (const admin of await listAdmins(sql)) {
    console.log(`${admin.userId}  since ${admin.grantedAt.toISOString()}  ${admin.email}`);
  }
} else if (command === "log") {
  await printLog(sql, userId || null);
} else {
  const act = command === "grant" ? grantAdmin : command === "revoke" ? revokeAdmin : unlock;
  const outcome = await act(sql, userId);
  isDone = ["granted", "already", "revoked", "unlocked"].includes(outcome);
  console.log(`${userId}: ${outcome}`);
}
await sql.end({ timeout: 2 });
Deno.exit(isDone ? 0 : 1);

/** Reading it is an act, too. */
async function printLog(sql: Sql, userId: string | null): Promise<void> {
  const entries = openSecurityEntries(sql);
  await noteNow(sql, { action: "security_log_read", userId, actor: "command" });
  let cursor: string | undefined;
  do {
    const page = await entries.page(userId, { limit: PAGE, cursor });
    for (const entry of page.entries) console.log(JSON.stringify(entry));
    cursor = page.next;
  } while (cursor !== undefined);
}
