import { z } from "zod";
import { contract } from "../contract.ts";

export const DedupeCompletedV1 = contract({
  type: "DedupeCompleted",
  version: 1,
  stream: "review",
  summary: "All rows were compared; every question is open.",
  data: z.strictObject({
    jobId: z.uuid(),
    issueCount: z.int().nonnegative(),
    /** rows that repeat an earlier row's address and person, and so need nobody's decision */
    repeatedRows: z.int().nonnegative(),
  }),
  personal: z.null(),
});
