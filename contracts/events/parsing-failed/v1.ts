import { z } from "zod";
import { contract } from "../contract.ts";

export const ParsingFailedV1 = contract({
  type: "ParsingFailed",
  version: 1,
  stream: "job",
  summary: "The file cannot be read as a list of contacts.",
  data: z.strictObject({
    jobId: z.uuid(),
    code: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  }),
  personal: z.strictObject({
    message: z.string(),
    headers: z.array(z.string()),
  }),
});
