import { z } from "zod";
import { byKeySchema } from "../../by_key_schema.ts";
import { contract } from "../contract.ts";

export const RowsMergedV1 = contract({
  type: "RowsMerged",
  version: 1,
  stream: "review",
  summary: "Rows of one person went into one contact of the clean list that is fixed next.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** of the list: the JobFinalized behind it has the same */
    listVersion: z.int().positive(),
    merges: z.array(z.strictObject({
      /** the row that stands */
      rowId: z.int().positive(),
      /** those that went into it, as a row set */
      rowIds: z.string(),
    })).min(1),
  }),
  personal: z.strictObject({
    /** what the rows that stand lacked and others of their person had: as long as the list stands */
    fills: z.array(z.strictObject({
      rowId: z.int().positive(),
      values: byKeySchema(z.string()),
      /** the row that each value was taken from */
      sources: byKeySchema(z.int().positive()),
      /** the phone number in E.164, where it is written otherwise */
      phone: z.string().optional(),
    })),
  }),
});
