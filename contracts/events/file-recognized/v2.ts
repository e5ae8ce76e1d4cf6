import { z } from "zod";
import { NameField } from "../columns.ts";
import { contract } from "../contract.ts";

export const FileRecognizedV2 = contract({
  type: "FileRecognized",
  version: 2,
  stream: "job",
  summary: "How the file is written was found out; it is read so, however often it is read.",
  data: z.strictObject({
    jobId: z.uuid(),
    /** a label of the Encoding Standard; null for a workbook */
    encoding: z.string().nullable(),
    /** one character; null for a workbook */
    delimiter: z.string().nullable(),
    /** the line, or the sheet's row, that names the columns */
    headerRow: z.int().positive(),
    /**
     * field → place of its column from 0, null where no column is to be it: the person's last
     * mapping of a file with the same headers; null where there was none
     */
    remembered: z.record(z.string(), z.int().nonnegative().nullable()).nullable(),
    /** names that no column serves: asked about once for the file, and no problem of its rows */
    missingFields: z.array(NameField),
  }),
  personal: z.strictObject({
    /** the sheet that is read, and all that the workbook has; null and none for a text file */
    sheet: z.string().nullable(),
    sheets: z.array(z.string()),
  }),
  // Rows that were read then were read by their headers alone, and without a country.
  upcast: ({ data, personal }) => ({
    data: { ...data as Record<string, unknown>, byValues: [], region: null },
    personal,
  }),
});
