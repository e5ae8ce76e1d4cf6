import { z } from "zod";
import { contract } from "../contract.ts";

export const IssuesReopenedV3 = contract({
  type: "IssuesReopened",
  version: 3,
  stream: "review",
  summary: "A decision was undone; its questions are open again and its edits are gone.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** the batch, where one was undone as a whole */
    batchId: z.uuid().nullable(),
    /** as a row set, such as "1-5,7": all that a rule settled is one fact */
    numbers: z.string().min(1),
  }),
  personal: z.null(),
  upcast: (payload) => payload,
});
