import { z } from "zod";
import { Stage } from "../columns.ts";
import { contract } from "../contract.ts";

export const JobRetriedV1 = contract({
  type: "JobRetried",
  version: 1,
  stream: "job",
  summary: "An operator sent the step that had failed on its way again.",
  data: z.strictObject({
    jobId: z.uuid(),
    stage: Stage,
    causeId: z.uuid(),
  }),
  personal: z.null(),
});
