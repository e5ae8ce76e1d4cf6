import { z } from "zod";
import { contract } from "../contract.ts";

export const IssuesReopenedV4 = contract({
  type: "IssuesReopened",
  version: 4,
  stream: "review",
  summary: "A decision was undone, with its edits; its questions are open again.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** the batch, where one was undone as a whole */
    batchId: z.uuid().nullable(),
    /** as a row set, such as "1-5,7": all that a rule settled is one fact */
    numbers: z.string().min(1),
    /**
     * which edits made for these issues go: the newest one of each, or none, as earlier decisions
     * made them and stay; all where left out
     */
    edits: z.enum(["newest", "none"]).optional(),
  }),
  personal: z.null(),
});
