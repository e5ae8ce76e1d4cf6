import { z } from "zod";
import { formatRowSet } from "../../row_set.ts";
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
  upcast: ({ data, personal }) => {
    const { issues, ...rest } = data as { issues: { rowIds: number[] }[] };
    const asSets = issues.map((issue) => ({ ...issue, rowIds: formatRowSet(issue.rowIds) }));
    return { data: { ...rest, issues: asSets }, personal };
  },
});
