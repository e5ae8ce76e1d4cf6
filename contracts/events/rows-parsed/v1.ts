import { z } from "zod";
import { FileColumnV1, RowProblemV1 } from "../columns.ts";
import { contract } from "../contract.ts";

/** `[line, normalised e-mail, problems, values in column order]`; arrays, because they are many. */
const ParsedRowV1 = z.tuple([
  z.int().positive(),
  z.string().nullable(),
  z.array(RowProblemV1),
  z.array(z.string()),
]);

export const RowsParsedV1 = contract({
  type: "RowsParsed",
  version: 1,
  stream: "rows",
  summary: "A batch of rows was read, normalised and validated.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** id of the batch's first row; the others follow without a gap */
    firstRowId: z.int().positive(),
    rowCount: z.int().positive(),
    validCount: z.int().nonnegative(),
    /** bytes of the file read so far */
    bytesRead: z.int().nonnegative(),
  }),
  personal: z.strictObject({
    columns: z.array(FileColumnV1),
    rows: z.array(ParsedRowV1),
  }),
  upcast: (payload) => payload,
});
