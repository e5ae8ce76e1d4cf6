import { z } from "zod";
import { contract } from "../contract.ts";

export const RowsBroughtBackV1 = contract({
  type: "RowsBroughtBack",
  version: 1,
  stream: "review",
  summary: "Rows that had been excluded as RowsExcluded says take part again.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** the change, counted from 1 in the job over all changes of rows */
    number: z.int().positive(),
    /** the same for all events of the change, which is undone as one */
    batchId: z.uuid(),
    /** the rows, as a row set, and how many these are */
    rowIds: z.string().min(1),
    rowCount: z.int().positive(),
    /** rows that events of the same change before this one name, and all of them */
    before: z.int().nonnegative(),
    total: z.int().positive(),
  }),
  personal: z.null(),
});
