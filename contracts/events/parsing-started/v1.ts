import { z } from "zod";
import { contract } from "../contract.ts";

export const ParsingStartedV1 = contract({
  type: "ParsingStarted",
  version: 1,
  stream: "job",
  summary: "A parser took the file up.",
  data: z.strictObject({ jobId: z.uuid() }),
  personal: z.null(),
});
