/** The variables that identity alone reads. */
import { count, type Variables } from "@rollcall/platform/config_fields.ts";

export const variables = {
  JWT_TTL_SECONDS: count(
    600,
    "seconds",
    "life of an access token; a refresh token gives the next",
    60,
  ),
  SESSION_IDLE_SECONDS: count(12 * 3600, "seconds", "a session that is not used ends after", 600),
  SESSION_MAX_SECONDS: count(7 * 24 * 3600, "seconds", "a session ends after, used or not", 600),
  JWT_ROTATION_SECONDS: count(
    30 * 24 * 3600,
    "seconds",
    "life of a signing key; the next is published before it is used",
    60,
  ),
  REGISTRATIONS_PER_ADDRESS: count(
    20,
    "accounts",
    "accounts an hour that one address may open without a wait; the addresses beside it five times " +
      "as many",
  ),
} satisfies Variables<"identity">;
