/** The variables of the review: how much one user may change. */
import { count, type Variables } from "@rollcall/platform/config_fields.ts";

export const variables = {
  BYTES_CHANGED_PER_USER: count(
    524_288_000,
    "bytes",
    "bytes that decisions and changes of one user may add to the log, over all jobs that are not " +
      "deleted; more are 429",
  ),
} satisfies Variables<"review">;
