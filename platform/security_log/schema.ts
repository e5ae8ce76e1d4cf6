/** The security log's table: every service that answers people writes it, identity shows it. */
import type { MigrationSet } from "@rollcall/event-store";
import securityLog from "./sql/001_security_log.sql" with { type: "text" };
import grants from "./sql/grants.sql" with { type: "text" };

export const securityMigrations: MigrationSet = {
  name: "security",
  migrations: [
    { name: "001_security_log", sql: securityLog },
    { name: "grants", sql: grants, repeatable: true },
  ],
};
