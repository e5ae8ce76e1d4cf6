/**
 * `deno task admin`: who may see the operators' figures. An account is named by its id, which its
 * user sees at `GET /auth/me`; an e-mail address is not verified and grants nothing.
 *
 *     deno task admin list
 *     deno task admin grant USER_ID    from the next token on: within minutes, or by signing in
 *     deno task admin revoke USER_ID   at once: ends the account's sessions
 */
import { connect } from "@rollcall/event-store";
import { readConfig } from "@rollcall/platform/config.ts";
import { toolShapeOf } from "@rollcall/platform/config_fields.ts";
import { grantAdmin, listAdmins, revokeAdmin } from "./admins.ts";

const [command, userId = ""] = Deno.args;
if (command !== "list" && !(["grant", "revoke"].includes(command ?? "") && userId)) {
  console.error("usage: admin list | admin grant USER_ID | admin revoke USER_ID");
  Deno.exit(2);
}
const config = readConfig(toolShapeOf("admin"));
const sql = connect(config.DATABASE_URL, { name: "rollcall-admin", max: 1 });
let isDone = true;
if (command === "list") {
  for (const admin of await listAdmins(sql)) {
    console.log(`${admin.userId}  since ${admin.grantedAt.toISOString()}  ${admin.email}`);
  }
} else {
  const outcome = await (command === "grant" ? grantAdmin : revokeAdmin)(sql, userId);
  isDone = outcome !== "no such account" && outcome !== "not an admin";
  console.log(`${userId}: ${outcome}`);
}
await sql.end({ timeout: 2 });
Deno.exit(isDone ? 0 : 1);
