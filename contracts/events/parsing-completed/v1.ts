import { z } from "zod";
import { FileColumnV1, RowProblemV1 } from "../columns.ts";
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
    problemCounts: z.partialRecord(RowProblemV1, z.int().positive()),
  }),
  personal: z.strictObject({
    columns: z.array(FileColumnV1),
  }),
  upcast: ({ data, personal }) => ({
    data: { ...data as Record<string, unknown>, warningCounts: {} },
    personal,
  }),
});
