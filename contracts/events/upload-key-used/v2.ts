import { z } from "zod";
import { contract } from "../contract.ts";

export const UploadKeyUsedV2 = contract({
  type: "UploadKeyUsed",
  version: 2,
  stream: "upload-key",
  summary: "An Idempotency-Key was spent on a job; a retry with it is that job.",
  data: z.strictObject({
    jobId: z.uuid(),
    userId: z.string(),
  }),
  personal: z.null(),
});
