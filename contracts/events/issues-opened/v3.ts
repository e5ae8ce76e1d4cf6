import { z } from "zod";
import { IssueKindV2 } from "../columns.ts";
import { contract } from "../contract.ts";

/** A column that could be the field that a file lacks. */
export const OfferedColumn = z.strictObject({
  /** in the order of a row's values, from 0 */
  place: z.int().nonnegative(),
  /** rows that have a value in it */
  filled: z.int().positive(),
  /** its first values that differ, shortened */
  samples: z.array(z.string()),
});

export type OfferedColumn = z.infer<typeof OfferedColumn>;

export const IssuesOpenedV3 = contract({
  type: "IssuesOpened",
  version: 3,
  stream: "review",
  summary: "Questions that a person has to settle were found.",
  data: z.strictObject({
    jobId: z.uuid(),
    issues: z.array(z.strictObject({
      /** counts from 1 in the job, in the order of opening, over all batches */
      number: z.int().positive(),
      type: IssueKindV2,
      /** file: about all rows of the job at once, which are not listed */
      scope: z.literal("file").optional(),
      rowIds: z.array(z.int().positive()),
    })).min(1),
  }),
  personal: z.strictObject({
    /** for each issue: its address as duplicates are told by, row-N, or file */
    keys: z.array(z.string()),
    /** for questions about the file: the columns that could be meant */
    offered: z.array(z.strictObject({
      number: z.int().positive(),
      columns: z.array(OfferedColumn),
    })).optional(),
  }),
  upcast: (payload) => payload,
});
