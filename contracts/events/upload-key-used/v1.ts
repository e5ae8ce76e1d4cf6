import { z } from "zod";
import { contract } from "../contract.ts";

export const UploadKeyUsedV1 = contract({
  type: "UploadKeyUsed",
  version: 1,
  stream: "upload-key",
  summary: "An Idempotency-Key was spent on a job; a retry with it is that job.",
  data: z.strictObject({
    jobId: z.uuid(),
    userId: z.string(),
    sha256: z.string().length(64),
  }),
  personal: z.null(),
  upcast: ({ data, personal }) => {
    // The job's own event has it, sealed.
    const { sha256: _, ...rest } = data as Record<string, unknown>;
    return { data: rest, personal };
  },
});
