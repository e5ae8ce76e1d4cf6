import { z } from "zod";
import { contract } from "../contract.ts";

export const MappingRememberedV1 = contract({
  type: "MappingRemembered",
  version: 1,
  stream: "mapping",
  summary: "A person mapped a file's columns; the next file with the same headers is read so too.",
  data: z.strictObject({
    jobId: z.uuid(),
    userId: z.string(),
    /** field → place of its column from 0, null where no column is to be it */
    columns: z.record(z.string(), z.int().nonnegative().nullable()),
  }),
  personal: z.null(),
});
