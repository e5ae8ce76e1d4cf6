import { z } from "zod";
import { IssueKind } from "../columns.ts";
import { contract } from "../contract.ts";
import { OfferedColumn } from "./v3.ts";

export const IssuesOpenedV4 = contract({
  type: "IssuesOpened",
  version: 4,
  stream: "review",
  summary:
    "Questions that a person has to settle were found, or what is told and can be settled otherwise.",
  data: z.strictObject({
    jobId: z.uuid(),
    issues: z.array(z.strictObject({
      /** counts from 1 in the job, in the order of opening, over all batches */
      number: z.int().positive(),
      type: IssueKind,
      /** file: about all rows of the job at once, which are not listed */
      scope: z.literal("file").optional(),
      rowIds: z.array(z.int().positive()),
      /** settled from the start: the first of its rows stands until somebody decides otherwise */
      told: z.literal(true).optional(),
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
});
