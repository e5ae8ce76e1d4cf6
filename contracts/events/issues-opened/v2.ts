import { z } from "zod";
import { IssueKindV2 } from "../columns.ts";
import { contract } from "../contract.ts";

export const IssuesOpenedV2 = contract({
  type: "IssuesOpened",
  version: 2,
  stream: "review",
  summary: "Questions that a person has to settle were found.",
  data: z.strictObject({
    jobId: z.uuid(),
    issues: z.array(z.strictObject({
      /** counts from 1 in the job, in the order of opening, over all batches */
      number: z.int().positive(),
      type: IssueKindV2,
      rowIds: z.array(z.int().positive()).min(1),
    })).min(1),
  }),
  personal: z.strictObject({
    /** for each issue: its address as duplicates are told by, or row-N where there is none */
    keys: z.array(z.string()),
  }),
  upcast: (payload) => payload,
});
