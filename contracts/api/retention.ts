/** How long a user's jobs are kept. */
import { z } from "zod";

const days = z.int().min(1).max(3650);

export const Retention = z.object({
  keep_days: z.int().describe("after the last change, for a job that had a clean list"),
  keep_unfinished_days: z.int().describe("the same for one that never had a clean list"),
  most_days: z.int().describe("the most that may be set"),
}).meta({ id: "Retention" });

export const RetentionChange = z.object({
  keep_days: days.nullable().optional(),
  keep_unfinished_days: days.nullable().optional(),
}).meta({ id: "RetentionChange" });

export type Retention = z.infer<typeof Retention>;
export type RetentionChange = z.infer<typeof RetentionChange>;
