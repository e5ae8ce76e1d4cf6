import { z } from "zod";
import { Stage } from "../columns.ts";
import { contract } from "../contract.ts";

export const JobFailedV1 = contract({
  type: "JobFailed",
  version: 1,
  stream: "job",
  summary: "A step failed on every try through a fault of ours; its message was set aside.",
  data: z.strictObject({
    jobId: z.uuid(),
    stage: Stage,
    /** the event whose message was set aside */
    causeId: z.uuid(),
    /** a sentence for the person; holds nobody's data */
    message: z.string(),
  }),
  personal: z.null(),
});
