/** The variables of parsing, limits of the work per file, and how many files it reads at once. */
import { count, rowsField, type Variables } from "@rollcall/platform/config_fields.ts";
import { MAX_PARSED_BYTES, MAX_QUESTIONS } from "./work_limits.ts";

/** Files read at once: each holds a few batches, and one core is the limit. */
export const CONCURRENCY = 4;

export const variables = {
  ...rowsField,
  MAX_QUESTIONS: count(
    MAX_QUESTIONS,
    "questions",
    "issues that the rows of one file raise; more fail it with a sentence",
  ),
  MAX_PARSED_BYTES: count(
    MAX_PARSED_BYTES,
    "bytes",
    "bytes that the rows of one file come to, and of a small file 16 times its own, or 8 MiB; more " +
      "fail it with a sentence",
  ),
} satisfies Variables<"parsing">;
