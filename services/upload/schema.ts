/** Upload's own tables, beside the event store, and what it shares: accounts, the security log. */
import { ensureSchema, type MigrationSet, type Sql } from "@rollcall/event-store";
import { accountMigrations } from "@rollcall/platform/accounts/schema.ts";
import keptFile from "./sql/001_kept_file.sql" with { type: "text" };
import uploadedHour from "./sql/002_uploaded_hour.sql" with { type: "text" };
import grants from "./sql/grants.sql" with { type: "text" };

const migrations: MigrationSet = {
  name: "upload",
  migrations: [
    { name: "001_kept_file", sql: keptFile },
    { name: "002_uploaded_hour", sql: uploadedHour },
    { name: "grants", sql: grants, repeatable: true },
  ],
};

/** @throws where the tables are not there and `ownerUrl` is not given, after half a minute */
export async function ensureUploadSchema(sql: Sql, ownerUrl: string | undefined): Promise<void> {
  await ensureSchema(sql, ownerUrl, [...accountMigrations, migrations]);
}
