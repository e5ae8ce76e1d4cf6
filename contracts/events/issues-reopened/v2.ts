import { z } from "zod";
import { formatRowSet } from "../../row_set.ts";
import { contract } from "../contract.ts";

export const IssuesReopenedV2 = contract({
  type: "IssuesReopened",
  version: 2,
  stream: "review",
  summary: "A decision was undone; its questions are open again and its edits are gone.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** the batch, where one was undone as a whole */
    batchId: z.uuid().nullable(),
    numbers: z.array(z.int().positive()).min(1),
  }),
  personal: z.null(),
  upcast: ({ data, personal }) => {
    const { numbers, ...rest } = data as { numbers: number[] };
    const ascending = [...new Set(numbers)].sort((a, b) => a - b);
    return { data: { ...rest, numbers: formatRowSet(ascending) }, personal };
  },
});
