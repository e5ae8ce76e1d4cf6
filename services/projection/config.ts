/** The variables that the projection alone reads. */
import { count, postgresUrl, type Variables } from "@rollcall/platform/config_fields.ts";
import { LIVE_CLIENTS_OF_USER } from "./live/feed.ts";

export const variables = {
  DATABASE_READ_URL: postgresUrl().optional().meta({
    secret: true,
    description: "a replica's URL, or nothing to read from the primary",
    means: "a replica that queries read from, where `min_version` still holds; none: the primary",
  }),
  LIVE_VIEWS_PER_USER: count(
    LIVE_CLIENTS_OF_USER,
    "live views",
    "live views of one user at once, in one process; more are 429",
  ),
} satisfies Variables<"projection">;
