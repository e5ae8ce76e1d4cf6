/** Who did what: the security log as its user, and an admin by a command, reads it. */
import { z } from "zod";

/** What is noted. A list for programs: it grows. */
export const securityActions = [
  "registered",
  "signed_in",
  "sign_in_failed",
  "sign_in_delayed",
  "signed_out",
  "session_ended",
  "session_end_failed",
  "all_sessions_ended",
  "session_token_reused",
  "password_changed",
  "password_change_failed",
  "password_reset",
  "email_change_asked",
  "email_change_failed",
  "email_confirmed",
  "second_factor_failed",
  "second_factor_on",
  "second_factor_off",
  "second_factor_change_failed",
  "second_factor_taken_away",
  "recovery_code_used",
  "recovery_codes_made",
  "account_deleted",
  "account_deletion_failed",
  "exported",
  "admin_granted",
  "admin_revoked",
  "security_log_read",
  "job_opened",
  "job_deleted",
  "job_expired",
  "retention_set",
  "rows_viewed",
  "list_downloaded",
  "rejected_downloaded",
  "signing_key_made",
  "data_keys_wrapped",
] as const;
export type SecurityAction = (typeof securityActions)[number];

export const SecurityEntry = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  action: z.string().describe(
    "among others: signed_in, sign_in_failed, password_changed, rows_viewed, list_downloaded, " +
      "job_opened (and its data key made), job_deleted (and its data key destroyed)",
  ),
  actor: z.string().describe("user; command: an operator at a terminal; system"),
  address: z.string().nullable().describe("where the request came from"),
  request_id: z.string().nullable().describe("as in the answer's X-Request-Id"),
  job_id: z.string().nullable(),
}).meta({ id: "SecurityEntry" });

export type SecurityEntry = z.infer<typeof SecurityEntry>;
