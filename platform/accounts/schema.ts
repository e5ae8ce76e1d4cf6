/**
 * What several services know of accounts, by id alone: which were closed, how long jobs are
 * kept, which go soon, how much was changed in them.
 */
import type { MigrationSet } from "@rollcall/event-store";
import { securityMigrations } from "../security_log/schema.ts";
import closed from "./sql/001_closed.sql" with { type: "text" };
import retention from "./sql/002_retention.sql" with { type: "text" };
import endingJob from "./sql/003_ending_job.sql" with { type: "text" };
import forgetRequestIds from "./sql/004_forget_request_ids.sql" with { type: "text" };
import changedJob from "./sql/005_changed_job.sql" with { type: "text" };
import grants from "./sql/grants.sql" with { type: "text" };

const account: MigrationSet = {
  name: "account",
  migrations: [
    { name: "001_closed", sql: closed },
    { name: "002_retention", sql: retention },
    { name: "003_ending_job", sql: endingJob },
    { name: "004_forget_request_ids", sql: forgetRequestIds },
    { name: "005_changed_job", sql: changedJob },
    { name: "grants", sql: grants, repeatable: true },
  ],
};

/** In their order: the second builds on the first. */
export const accountMigrations: MigrationSet[] = [securityMigrations, account];

/** The channel that announces a closed account. */
export const CLOSED_CHANNEL = "account_closed";
