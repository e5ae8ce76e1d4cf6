/** The variables that identity alone reads. */
import { count, type Variables } from "@rollcall/platform/config_fields.ts";
import { z } from "zod";
import { canonicalEmail } from "./accounts.ts";

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
  ADMIN_EMAILS: z.string().default("")
    .transform((list) => list.split(",").map(canonicalEmail).filter(Boolean))
    .pipe(z.array(z.email()))
    .meta({
      description: "a comma list of e-mail addresses",
      means: "a comma list of e-mail addresses whose sessions have the role admin; register them " +
        "first, since an address is not verified",
    }),
} satisfies Variables<"identity">;
