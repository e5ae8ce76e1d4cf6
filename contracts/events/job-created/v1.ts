import { z } from "zod";
import { contract } from "../contract.ts";

export const JobCreatedV1 = contract({
  type: "JobCreated",
  version: 1,
  stream: "job",
  summary: "A file was accepted, lies in the object store and waits to be read.",
  data: z.strictObject({
    jobId: z.uuid(),
    userId: z.string(),
    fileKey: z.string(),
    sizeBytes: z.int().positive(),
    sha256: z.string().length(64),
  }),
  personal: z.strictObject({
    originalFilename: z.string(),
    /** field → header, as the person asked for; null where Rollcall is to find out */
    mapping: z.record(z.string(), z.string()).nullable(),
  }),
  upcast: ({ data, personal }) => ({
    data: {
      ...data as Record<string, unknown>,
      format: "csv",
      encoding: null,
      delimiter: null,
      headerRow: null,
      region: null,
      foldGmail: false,
    },
    personal: personal && { ...personal, sheet: null },
  }),
});
