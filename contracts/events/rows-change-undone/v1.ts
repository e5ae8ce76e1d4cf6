import { z } from "zod";
import { contract } from "../contract.ts";

export const RowsChangeUndoneV1 = contract({
  type: "RowsChangeUndone",
  version: 1,
  stream: "review",
  summary: "A change of rows was taken back; what was changed after it stays.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** the change that is taken back */
    number: z.int().positive(),
    batchId: z.uuid(),
    change: z.enum(["edited", "excluded", "brought back"]),
    /** of the change */
    rowCount: z.int().positive(),
  }),
  personal: z.null(),
});
