import { z } from "zod";
import { contract } from "../contract.ts";

export const IssuesRevisedV1 = contract({
  type: "IssuesRevised",
  version: 1,
  stream: "review",
  summary: "An edit changed who shares an address: these questions have other rows, or none.",
  data: z.strictObject({
    jobId: z.uuid(),
    issues: z.array(z.strictObject({
      number: z.int().positive(),
      rowIds: z.array(z.int().positive()),
      /** OPEN asks again; WITHDRAWN has nothing left to ask */
      status: z.enum(["OPEN", "WITHDRAWN"]),
    })).min(1),
  }),
  personal: z.null(),
});
