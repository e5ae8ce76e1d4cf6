/**
 * The list of revoked sessions. Identity writes it, and every service that verifies tokens reads it,
 * with an external provider too: then it is empty.
 */
import type { MigrationSet } from "@rollcall/event-store";
import revokedSession from "./sql/001_revoked_session.sql" with { type: "text" };

export const sessionMigrations: MigrationSet = {
  name: "session",
  migrations: [{ name: "001_revoked_session", sql: revokedSession }],
};

/** The channel that announces changes of the list. */
export const REVOKED_CHANNEL = "session_revoked";
