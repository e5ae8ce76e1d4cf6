import { z } from "zod";
import { byKeySchema } from "../../by_key_schema.ts";
import { contract } from "../contract.ts";

export const RowsEditedV1 = contract({
  type: "RowsEdited",
  version: 1,
  stream: "review",
  summary: "Values of rows were changed without a question that asked for it.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** the change, counted from 1 in the job over all changes of rows */
    number: z.int().positive(),
    /** the same for all events of the change, which is undone as one */
    batchId: z.uuid(),
    /** what computed the values; null where somebody typed them */
    operation: z.string().nullable(),
    /** the rows that this event edits, as a row set, and how many these are */
    rowIds: z.string().min(1),
    rowCount: z.int().positive(),
    /** rows that events of the same change before this one edit, and all of them */
    before: z.int().nonnegative(),
    total: z.int().positive(),
  }),
  personal: z.strictObject({
    /** values laid over rows */
    edits: z.array(z.strictObject({
      rowId: z.int().positive(),
      values: byKeySchema(z.string()),
      /** the phone number in E.164, where the edit brings one that is written otherwise */
      phone: z.string().optional(),
    })),
  }),
});
