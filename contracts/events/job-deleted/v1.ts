import { z } from "zod";
import { contract } from "../contract.ts";

export const JobDeletedV1 = contract({
  type: "JobDeleted",
  version: 1,
  stream: "job",
  summary: "The job was deleted: its key is gone, and with it all personal data in its events.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** of the file that is to be removed from the object store */
    fileKey: z.string(),
  }),
  personal: z.null(),
});
