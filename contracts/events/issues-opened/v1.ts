import { z } from "zod";
import { IssueKindV1 } from "../columns.ts";
import { contract } from "../contract.ts";

export const IssuesOpenedV1 = contract({
  type: "IssuesOpened",
  version: 1,
  stream: "review",
  summary: "Questions that a person has to settle were found.",
  data: z.strictObject({
    jobId: z.uuid(),
    issues: z.array(z.strictObject({
      /** counts from 1 in the job, in the order of opening, over all batches */
      number: z.int().positive(),
      type: IssueKindV1,
      rowIds: z.array(z.int().positive()).min(1),
    })).min(1),
  }),
  personal: z.strictObject({
    /** for each issue: its normalised e-mail address, or row-N where there is none */
    keys: z.array(z.string()),
  }),
  upcast: (payload) => payload,
});
