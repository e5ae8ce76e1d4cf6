import { z } from "zod";
import { FileColumn, RowProblem, RowWarning } from "../columns.ts";
import { contract } from "../contract.ts";

export const ParsingCompletedV2 = contract({
  type: "ParsingCompleted",
  version: 2,
  stream: "job",
  summary: "The whole file was read.",
  data: z.strictObject({
    jobId: z.uuid(),
    totalRows: z.int().positive(),
    validRows: z.int().nonnegative(),
    problemCounts: z.partialRecord(RowProblem, z.int().positive()),
    /** rows by warning */
    warningCounts: z.record(RowWarning, z.int().positive()),
  }),
  personal: z.strictObject({
    columns: z.array(FileColumn),
  }),
});
