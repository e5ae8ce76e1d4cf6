import { z } from "zod";
import { contract } from "../contract.ts";

export const IssuesReopenedV1 = contract({
  type: "IssuesReopened",
  version: 1,
  stream: "review",
  summary: "A decision was undone; its questions are open again and its edits are gone.",
  data: z.strictObject({
    jobId: z.uuid(),
    numbers: z.array(z.int().positive()).min(1),
  }),
  personal: z.null(),
  upcast: ({ data, personal }) => ({
    data: { ...data as Record<string, unknown>, batchId: null },
    personal,
  }),
});
