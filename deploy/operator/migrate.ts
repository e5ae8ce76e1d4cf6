/**
 * Migrates the database before a deployment's services start: roles with current passwords, then
 * every set of migrations, then the first generation of the read models. It can be repeated, and
 * runs while the old services are still up.
 */
import { connect } from "@rollcall/event-store";
import { ensureIdentitySchema } from "../../services/identity/schema.ts";
import { prepareReadModels } from "../../services/projection/schema/prepare.ts";
import { ensureUploadSchema } from "../../services/upload/schema.ts";
import { ensureDatabase } from "../../event-store/database.ts";
import { firstRole, type OperatorLogins } from "./logins.ts";

export async function migrate({ owner, services, identity }: OperatorLogins): Promise<void> {
  for (const login of [services, identity]) {
    await ensureDatabase({
      adminUrl: owner,
      name: decodeURIComponent(new URL(owner).pathname.slice(1)),
      login: decodeURIComponent(new URL(login).username),
      password: decodeURIComponent(new URL(login).password),
    });
  }
  const sql = connect(services, { name: "rollcall-operator", max: 1 });
  try {
    await prepareReadModels(sql, owner);
    await ensureUploadSchema(sql, owner);
    await ensureIdentitySchema(sql, { url: firstRole(identity), ownerUrl: owner });
  } finally {
    await sql.end({ timeout: 2 });
  }
}
