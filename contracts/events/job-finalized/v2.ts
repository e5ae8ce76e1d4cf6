import { z } from "zod";
import { contract } from "../contract.ts";

export const JobFinalizedV2 = contract({
  type: "JobFinalized",
  version: 2,
  stream: "review",
  summary: "The clean list was fixed: these rows, with the edits made so far.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** counts from 1; finalising again after an undo gives the next */
    listVersion: z.int().positive(),
    contactCount: z.int().nonnegative(),
    /** rows that went into a contact of another row, as RowsMerged before it says */
    mergedCount: z.int().nonnegative(),
    /** the rows that stand, as a row set: "1-5,7,9-20" */
    rowIds: z.string(),
    /** true where nothing was open and no person had to ask */
    automatic: z.boolean(),
  }),
  personal: z.null(),
});
