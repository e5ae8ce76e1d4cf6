import { z } from "zod";
import { contract } from "../contract.ts";

export const IssuesRevisedV2 = contract({
  type: "IssuesRevised",
  version: 2,
  stream: "review",
  summary: "An edit changed who shares an address: these questions have other rows, or none.",
  data: z.strictObject({
    jobId: z.uuid(),
    issues: z.array(z.strictObject({
      number: z.int().positive(),
      /** a row set, such as "1-5,7": an address may have as many rows as its file */
      rowIds: z.string(),
      /** OPEN asks again; WITHDRAWN has nothing left to ask */
      status: z.enum(["OPEN", "WITHDRAWN"]),
    })).min(1),
  }),
  personal: z.null(),
});
