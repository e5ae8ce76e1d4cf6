import { z } from "zod";
import { FileColumn, RowProblem } from "../columns.ts";
import { contract } from "../contract.ts";

export const ParsingCompletedV1 = contract({
  type: "ParsingCompleted",
  version: 1,
  stream: "job",
  summary: "The whole file was read.",
  data: z.strictObject({
    jobId: z.uuid(),
    totalRows: z.int().positive(),
    validRows: z.int().nonnegative(),
    problemCounts: z.partialRecord(RowProblem, z.int().positive()),
  }),
  personal: z.strictObject({
    columns: z.array(FileColumn),
  }),
});
